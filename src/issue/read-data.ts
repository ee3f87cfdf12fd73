import { isNode, isScalar, type Node } from 'yaml';
import { z } from 'zod';
import { LineIndex } from '../finding/place.ts';
import { schemaFindings } from '../finding/schema-faults.ts';
import { readYaml, type YamlFile } from '../finding/yaml-file.ts';
import type { Issue } from './issue.ts';
import { Places } from './places.ts';
import type { ReadIssue, Source } from './read-issue.ts';
import { issueSchema, keysOfBlock } from './schema.ts';
import { slugOfFile } from './slug.ts';
import { structuralFirst } from './structural.ts';

/**
 * Reads an issue in its machine form, YAML or JSON (which is YAML too), as `show --json` prints it.
 * A file that is not such an issue gives findings and an issue with no blocks. Never throws.
 */
export function readDataIssue(source: Source): ReadIssue {
  const places = new Places();
  const sources = [source];
  const yaml = readYaml(source, 'data');
  if (!yaml.ok)
    return { issue: emptyIssue(source), places, sources, findings: structuralFirst(yaml.findings) };
  const read = issueSchema.safeParse(yaml.file.value);
  if (!read.success) {
    const known = (path: readonly PropertyKey[]) => knownKeys(yaml.file.value, path);
    const findings = schemaFindings(read.error.issues, 'data', yaml.file.locator(known));
    return { issue: emptyIssue(source), places, sources, findings: structuralFirst(findings) };
  }
  const issue: Issue = { ...read.data, slug: read.data.slug ?? slugOfFile(source.file) };
  placeAll(issue, yaml.file.contents, yaml.file, places);
  if (read.data.slug !== undefined) places.slug = yaml.file.locator(() => []).value(['slug']);
  return { issue, places, sources, findings: [] };
}

function emptyIssue(source: Source): Issue {
  return { title: slugOfFile(source.file), slug: slugOfFile(source.file), blocks: [] };
}

function knownKeys(file: unknown, path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(issueSchema.shape);
  const map = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], file);
  return path.at(-2) === 'blocks' ? keysOfBlock((map as { kind?: unknown }).kind) : [];
}

/** Walks the issue and the file side by side; what was made from one string has the place of that string. */
function placeAll(value: unknown, node: unknown, file: YamlFile, places: Places): void {
  if (typeof value !== 'object' || value === null || !isNode(node)) return;
  places.set(value, file.placeOf(node));
  for (const [key, child] of Object.entries(value)) {
    const below = isScalar(node) ? node : childOf(node, Array.isArray(value) ? Number(key) : key);
    if (typeof child === 'string' && isNode(below)) placeAddress(value, key, child, below, file, places);
    placeAll(child, below, file, places);
  }
}

/** Where an address is written: a value of its own, or a piece of prose that was given as one string. */
function placeAddress(
  owner: object,
  key: string,
  address: string,
  node: Node,
  file: YamlFile,
  places: Places,
): void {
  const text = isScalar(node) ? String(node.value) : '';
  const at = text.indexOf(address);
  const place =
    at < 0 ? file.placeOf(node) : file.placeInside(node, new LineIndex(text).span(at, at + address.length));
  if (key === 'url' || key === 'href' || key === 'segment') places.setTarget(owner, place);
  if (key === 'src' || key === 'poster') places.setSource(owner, place);
}

function childOf(node: Node, key: string | number): unknown {
  return 'get' in node ? node.get(key, true) : undefined;
}

/** The JSON Schema of an issue's machine form, for editors. */
export function issueJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(issueSchema, { io: 'input', unrepresentable: 'any' });
  return { title: 'A Pennypost issue in its machine form', ...schema };
}
