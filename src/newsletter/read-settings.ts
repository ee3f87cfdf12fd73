import { type Document, isScalar, type Node, visit } from 'yaml';
import { z } from 'zod';
import type { Finding } from '../finding/finding.ts';
import { schemaFindings } from '../finding/schema-faults.ts';
import { holdsSecret, isSecretKey } from '../finding/secret.ts';
import { readYaml, type YamlFile } from '../finding/yaml-file.ts';
import { type Settings, settingsSchema } from './settings.ts';

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads the text of `newsletter.yaml`; `file` is the name under which faults are reported. */
export function readSettings(file: string, text: string): ReadSettings {
  const yaml = readYaml({ file, text }, 'settings');
  if (!yaml.ok) return yaml;
  const secrets = secretFindings(yaml.file);
  if (secrets.length > 0) return { ok: false, findings: secrets };
  const read = settingsSchema.safeParse(yaml.file.value ?? {});
  if (read.success) return { ok: true, settings: read.data };
  return { ok: false, findings: schemaFindings(read.error.issues, 'settings', yaml.file.locator(knownKeys)) };
}

/** Settings are shared, printed and put under version control; a secret has no place in them. */
function secretFindings({ document, placeOf }: YamlFile): Finding[] {
  return secretNodes(document).map(({ node, name }) => ({
    code: 'settings/secret',
    severity: 'error',
    message: `${name} looks like a secret, and newsletter.yaml is no place for one`,
    place: placeOf(node),
    advice:
      'Move it into .env, which is never put under version control: SMTP_URL=…, PENNYPOST_SECRET=… or DKIM_KEY_FILE=….',
  }));
}

/** What to point at: the key of a secret, or the item of a list that is one. */
function secretNodes(document: Document): { node: Node; name: string }[] {
  const found: { node: Node; name: string }[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key)) return;
      const secret = isSecretKey(String(key.value)) || (isScalar(value) && holdsSecret(String(value.value)));
      if (secret) found.push({ node: key, name: `“${key.value}”` });
    },
    Scalar(position, node) {
      if (typeof position === 'number' && holdsSecret(String(node.value)))
        found.push({ node, name: 'This value' });
    },
  });
  return found;
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
  if (inner instanceof z.ZodArray) return inner.element;
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
