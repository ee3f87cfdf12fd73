import { isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Finding } from '../../finding/finding.ts';
import { nearest } from '../../finding/nearest.ts';
import { fault, placeIn, type TemplateSource } from './template-source.ts';
import { type ThemeData, themeDataSchema } from './theme-data.ts';

export type ReadData =
  | { readonly ok: true; readonly data: ThemeData }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** `theme.yaml` of each folder, the first ones saying more than the later ones, value by value. */
export function readThemeData(sources: readonly TemplateSource[]): ReadData {
  const files = sources.map((source) => ({ source, yaml: parseYaml(source.text) }));
  const broken = files.flatMap(({ source, yaml }) =>
    yaml.errors.map((error) =>
      fault(
        'theme/yaml',
        error.message.split('\n')[0]!.replace(/ at line .*$/, ''),
        placeIn(source, ...error.pos),
        'Compare it with the built-in theme.yaml.',
      ),
    ),
  );
  if (broken.length > 0) return { ok: false, findings: broken };
  const merged = files.reduceRight<unknown>((under, { yaml }) => merge(under, yaml.toJS()), {});
  const parsed = themeDataSchema.safeParse(merged);
  if (parsed.success) return { ok: true, data: parsed.data };
  return { ok: false, findings: parsed.error.issues.flatMap((issue) => findingsOf(issue, files)) };
}

type File = { readonly source: TemplateSource; readonly yaml: ReturnType<typeof parseYaml> };

/** Scalars stay as written (the failsafe schema), so that a width or a colour is what its writer typed. */
function parseYaml(text: string) {
  return parseDocument(text, { schema: 'failsafe', lineCounter: new LineCounter(), prettyErrors: false });
}

function merge(under: unknown, over: unknown): unknown {
  if (!isMap(under) || !isMap(over)) return over ?? under;
  const names = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, merge(under[name], over[name])]));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function findingsOf(issue: z.core.$ZodIssue, files: readonly File[]): Finding[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    const [message, advice] = issue.message.split('; ');
    return [fault('theme/value', `“${path.join('.')}” ${message}`, placeOf(path, files), asSentence(advice))];
  }
  return issue.keys.map((key) => unknownKey([...path, key], files));
}

function asSentence(advice: string | undefined): string {
  return advice === undefined
    ? 'The built-in theme.yaml shows how.'
    : `${advice[0]!.toUpperCase()}${advice.slice(1)}.`;
}

function unknownKey(path: readonly string[], files: readonly File[]): Finding {
  const key = path.at(-1)!;
  const siblings = files.at(-1)?.yaml.getIn(path.slice(0, -1));
  const known = isMap(siblings) && 'items' in siblings ? keysOf(siblings) : [];
  const meant = nearest(key, known);
  return fault(
    'theme/unknown-key',
    `There is no setting “${path.join('.')}” in a theme`,
    placeOf(path, files),
    meant ? `Did you mean ${meant}?` : 'Take it out.',
  );
}

function keysOf(map: { readonly items?: unknown }): string[] {
  const items = Array.isArray(map.items) ? map.items : [];
  return items.flatMap((pair: { key?: unknown }) => (isScalar(pair.key) ? [String(pair.key.value)] : []));
}

/** Where a value stands: in the first file that gives it. */
function placeOf(path: readonly string[], files: readonly File[]) {
  for (const { source, yaml } of files) {
    const node = yaml.getIn(path, true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return placeIn(source, node.range[0], node.range[1]);
  }
  return placeIn(files[0]!.source, 0, 0);
}
