import { type Document, isMap, isNode, isPair, isScalar, type Node, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import type { Finding } from '../finding/finding.ts';
import { LineIndex, type Place } from '../finding/place.ts';
import { type Locator, schemaFindings } from '../finding/schema-faults.ts';
import { type Settings, settingsSchema } from './settings.ts';

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads the text of `newsletter.yaml`; `file` is the name under which faults are reported. */
export function readSettings(file: string, text: string): ReadSettings {
  const document = parseDocument(text, { logLevel: 'silent' });
  const index = new LineIndex(text);
  const place = (start: number, end: number): Place => ({ file, ...index.span(start, end) });
  if (document.errors.length > 0) return { ok: false, findings: syntaxFindings(document, place) };
  const secrets = secretFindings(document, place);
  if (secrets.length > 0) return { ok: false, findings: secrets };
  const read = settingsSchema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (read.success) return { ok: true, settings: read.data };
  return { ok: false, findings: schemaFindings(read.error.issues, 'settings', locate(document, place)) };
}

type PlaceAt = (start: number, end: number) => Place;

function syntaxFindings(document: Document, place: PlaceAt): Finding[] {
  return document.errors.map((error) => ({
    code: 'settings/syntax',
    severity: 'error',
    message: `This is not YAML: ${(error.message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, '')}`,
    place: place(...error.pos),
    advice: 'Put quotes around text that holds : # { } [ ] or begins with a sign.',
  }));
}

const secretKey = /pass(?:word|wd)?$|secret|token$|api_?key|private_?key|credential|smtp_?url|database_?url/i;
const secretValue = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/** Settings are shared, printed and put under version control; a secret has no place in them. */
function secretFindings(document: Document, place: PlaceAt): Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key)) return;
      const key = String(pair.key.value);
      const value = isScalar(pair.value) ? String(pair.value.value) : '';
      const name = key.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
      if (!secretValue.test(value) && !(secretKey.test(key) && !/_FILE$/.test(name))) return;
      const [start, end] = pair.key.range ?? [0, 0];
      findings.push({
        code: 'settings/secret',
        severity: 'error',
        message: `“${key}” looks like a secret, and newsletter.yaml is no place for one`,
        place: place(start, end),
        advice:
          'Move it into .env, which is never put under version control: SMTP_URL=… or PENNYPOST_SECRET=….',
      });
    },
  });
  return findings;
}

function locate(document: Document, place: PlaceAt): Locator {
  const at = (path: readonly PropertyKey[]): unknown =>
    path.length === 0 ? document.contents : document.getIn(path as unknown[], true);
  const placeOf = (node: unknown): Place | undefined => (isNode(node) ? place(...rangeOf(node)) : undefined);
  return {
    value: (path) => placeOf(at(path)),
    key: (path) => {
      const map = at(path.slice(0, -1));
      if (!isMap(map)) return undefined;
      const pair = map.items.find(
        (item) => isPair(item) && isScalar(item.key) && item.key.value === path.at(-1),
      );
      return placeOf(pair?.key);
    },
    inside: (path) => placeOf(at(path)),
    knownKeys,
  };
}

function rangeOf(node: Node): [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
}

/** The keys of the map at a path, read from the schema itself. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = settingsSchema;
  for (const key of path) schema = propertiesOf(schema)[String(key)] ?? anyValueOf(schema);
  return Object.keys(propertiesOf(schema));
}

function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject ? (inner.shape as Record<string, unknown>) : {};
}

function anyValueOf(schema: unknown): unknown {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodRecord ? inner.valueType : undefined;
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrapped(schema.unwrap());
  }
  return schema;
}

/** The JSON Schema of `newsletter.yaml`, for editors. */
export function settingsJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
  return { title: 'The settings of a Pennypost newsletter', ...schema };
}
