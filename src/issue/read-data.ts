import { isNode, isScalar, type Node } from 'yaml';
import { z } from 'zod';
import { schemaFindings } from '../finding/schema-faults.ts';
import { readYaml, type YamlFile } from '../finding/yaml-file.ts';
import type { Issue } from './issue.ts';
import { Places } from './places.ts';
import type { ReadIssue, Source } from './read-issue.ts';
import { issueSchema } from './schema.ts';
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
  if (!yaml.ok) return { issue: emptyIssue(source), places, sources, findings: structuralFirst(yaml.findings) };
  const read = issueSchema.safeParse(yaml.file.value);
  if (!read.success) {
    const findings = schemaFindings(read.error.issues, 'data', yaml.file.locator(knownKeys));
    return { issue: emptyIssue(source), places, sources, findings: structuralFirst(findings) };
  }
  const issue: Issue = { ...read.data, slug: read.data.slug ?? slugOfFile(source.file) };
  placeAll(issue, yaml.file.contents, yaml.file, places);
  return { issue, places, sources, findings: [] };
}

function emptyIssue(source: Source): Issue {
  return { title: slugOfFile(source.file), slug: slugOfFile(source.file), blocks: [] };
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  return path.length === 0 ? Object.keys(issueSchema.shape) : [];
}

/** Walks the issue and the file side by side; what was made from one string has the place of that string. */
function placeAll(value: unknown, node: unknown, file: YamlFile, places: Places): void {
  if (typeof value !== 'object' || value === null || !isNode(node)) return;
  places.set(value, file.placeOf(node));
  for (const [key, child] of Object.entries(value)) {
    const below = isScalar(node) ? node : childOf(node, Array.isArray(value) ? Number(key) : key);
    if (addressKeys.has(key) && isNode(below)) places.setTarget(value, file.placeOf(below));
    placeAll(child, below, file, places);
  }
}

const addressKeys = new Set(['url', 'href', 'src', 'poster', 'segment']);

function childOf(node: Node, key: string | number): unknown {
  return 'get' in node ? node.get(key, true) : undefined;
}

/** The JSON Schema of an issue's machine form, for editors. */
export function issueJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(issueSchema, { io: 'input', unrepresentable: 'any' });
  return { title: 'A Pennypost issue in its machine form', ...schema };
}
