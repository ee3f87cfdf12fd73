import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Finding } from '../finding/finding.ts';
import { LineIndex, type Place } from '../finding/place.ts';
import { type Locator, schemaFindings } from '../finding/schema-faults.ts';
import type { Issue } from './issue.ts';
import { Places } from './places.ts';
import type { ReadIssue, Source } from './read-issue.ts';
import { issueSchema } from './schema.ts';
import { slugOfFile } from './slug.ts';
import { structuralFirst } from './structural.ts';

/**
 * Reads an issue in its machine form, YAML or JSON (which is YAML too), as `show --json` prints it.
 * A file that is not such an issue gives findings and an issue with no blocks.
 */
export function readDataIssue(source: Source): ReadIssue {
  const places = new Places();
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, logLevel: 'silent' });
  const index = new LineIndex(source.text);
  const place = (start: number, end: number): Place => ({ file: source.file, ...index.span(start, end) });
  const syntax = document.errors.map(
    (error): Finding => ({
      code: 'data/syntax',
      severity: 'error',
      message: `This is not YAML: ${error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '')}`,
      place: place(...error.pos),
      advice: 'Put quotes around text that holds : # { } [ ] or begins with a sign.',
    }),
  );
  if (syntax.length > 0) return { issue: emptyIssue(source), places, sources: [source], findings: syntax };
  const read = issueSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!read.success) {
    const findings = schemaFindings(read.error.issues, 'data', locate(document, place));
    return { issue: emptyIssue(source), places, sources: [source], findings: structuralFirst(findings) };
  }
  const issue: Issue = { ...read.data, slug: read.data.slug ?? slugOfFile(source.file) };
  placeAll(issue, document.contents, place, places);
  return { issue, places, sources: [source], findings: [] };
}

function emptyIssue(source: Source): Issue {
  return { title: slugOfFile(source.file), slug: slugOfFile(source.file), blocks: [] };
}

type PlaceAt = (start: number, end: number) => Place;

function locate(document: Document, place: PlaceAt): Locator {
  const value = (path: readonly PropertyKey[]): Place | undefined => {
    const node = path.length === 0 ? document.contents : document.getIn(path as unknown[], true);
    return isNode(node) ? placeOfNode(node, place) : undefined;
  };
  return {
    value,
    key: (path) => {
      const map =
        path.length === 1 ? document.contents : document.getIn(path.slice(0, -1) as unknown[], true);
      if (!isMap(map)) return undefined;
      const pair = map.items.find(
        (item) => isPair(item) && isScalar(item.key) && item.key.value === path.at(-1),
      );
      return isNode(pair?.key) ? placeOfNode(pair.key, place) : undefined;
    },
    inside: (path) => value(path),
    knownKeys: (path) => (path.length === 0 ? Object.keys(issueSchema.shape) : []),
  };
}

function placeOfNode(node: Node, place: PlaceAt): Place {
  const [start, end] = node.range ?? [0, 0];
  return place(start, end);
}

/** Walks the issue and the document side by side; prose given as one string has the place of that string. */
function placeAll(value: unknown, node: unknown, place: PlaceAt, places: Places): void {
  if (typeof value !== 'object' || value === null || !isNode(node)) return;
  places.set(value, placeOfNode(node, place));
  for (const [key, child] of Object.entries(value)) {
    const below = isScalar(node)
      ? node
      : 'get' in node
        ? node.get(Array.isArray(value) ? Number(key) : key, true)
        : undefined;
    if ((key === 'url' || key === 'href' || key === 'src') && isNode(below))
      places.setTarget(value, placeOfNode(below, place));
    placeAll(child, below, place, places);
  }
}

/** The JSON Schema of an issue's machine form, for editors. */
export function issueJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(issueSchema, { io: 'input', unrepresentable: 'any' });
  return { title: 'A Pennypost issue in its machine form', ...schema };
}
