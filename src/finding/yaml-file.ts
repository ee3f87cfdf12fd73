import {
  type Alias,
  type Document,
  isMap,
  isNode,
  isScalar,
  Lexer,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { Finding } from './finding.ts';
import { LineIndex, type Place, type Span } from './place.ts';
import type { Locator } from './schema-faults.ts';
import { sameStretch } from './stretch.ts';
import { yamlFaultWords } from './yaml-fault.ts';

type Path = readonly PropertyKey[];

/** A YAML or JSON file (which is YAML too) whose values know where they stand. */
export interface YamlFile {
  /** What the file says, as plain values. */
  readonly value: unknown;
  /** The node of the whole, for walks beside the value. */
  readonly contents: Node | null;
  readonly document: Document;
  placeOf(node: Node): Place;
  /** A place within a text of the file, given as counted from the beginning of that text. */
  placeInside(node: Node, relative: Span): Place;
  locator(knownKeys: Locator['knownKeys']): Locator;
}

export type ReadYaml =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Brackets within brackets beyond which the parser runs out of memory; no file that people write comes near. */
const deepest = 250;

/** Reads a file as YAML 1.2; faults of its syntax get codes of one family. Never throws. */
export function readYaml(source: { readonly file: string; readonly text: string }, family: string): ReadYaml {
  const index = new LineIndex(source.text);
  const place = (start: number, end: number): Place => ({ file: source.file, ...index.span(start, end) });
  const deep = tooDeepAt(source.text);
  if (deep !== undefined) return { ok: false, findings: [tooDeep(family, place(deep, deep + 1))] };
  const document = parseDocument(source.text, { prettyErrors: false });
  const findings = [
    ...syntaxFindings(document, source, family, place),
    ...aliasFindings(document, family, place),
  ];
  if (findings.length > 0) return { ok: false, findings };
  return { ok: true, file: yamlFile(document, source.text, place) };
}

function yamlFile(document: Document, text: string, place: PlaceAt): YamlFile {
  const placeOf = (node: Node): Place => place(...rangeOf(node));
  const at = (path: Path): unknown =>
    path.length === 0 ? document.contents : document.getIn(path as unknown[], true);
  const value = (path: Path): Place | undefined => {
    const node = at(path);
    if (isNode(node)) return placeOf(node);
    return path.length === 0 ? place(0, 0) : undefined;
  };
  const key = (path: Path): Place | undefined => {
    const map = at(path.slice(0, -1));
    if (!isMap(map)) return undefined;
    const pair = map.items.find(
      (item) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
    );
    return isNode(pair?.key) ? placeOf(pair.key) : undefined;
  };
  const insideOf = (node: Node, relative: Span): Place => {
    const said = isScalar(node) ? String(node.value) : '';
    const lines = new LineIndex(said);
    const [start, end] = rangeOf(node);
    const from = lines.lineStart(relative.line) + relative.column - 1;
    const to = lines.lineStart(relative.endLine) + relative.endColumn - 1;
    const found = sameStretch(said, from, to, text.slice(start, end));
    return found ? place(start + found.start, start + found.end) : placeOf(node);
  };
  return {
    value: document.toJS(),
    contents: document.contents,
    document,
    placeOf,
    placeInside: insideOf,
    locator: (knownKeys) => ({
      value,
      key,
      inside: (path, relative) => {
        const node = at(path);
        return isNode(node) ? insideOf(node, relative) : undefined;
      },
      said: (path) => {
        const node = at(path);
        return isScalar(node) ? String(node.value) : undefined;
      },
      knownKeys,
    }),
  };
}

type PlaceAt = (start: number, end: number) => Place;

function rangeOf(node: Node): [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
}

/** One fault a line: the parser often reports what follows from a fault as further ones. */
function syntaxFindings(
  document: Document,
  { file, text }: { readonly file: string; readonly text: string },
  family: string,
  place: PlaceAt,
): Finding[] {
  const form = file.endsWith('.json') ? 'JSON' : 'YAML';
  const seen = new Set<number>();
  return document.errors.flatMap((error): Finding[] => {
    const { message, advice, span } = yamlFaultWords(error, document, text, form);
    const at = place(...span);
    if (seen.has(at.line)) return [];
    seen.add(at.line);
    return [{ code: `${family}/syntax`, severity: 'error', message, place: at, advice }];
  });
}

/** An alias can make a small file endless; nothing that is written for Pennypost needs one. */
function aliasFindings(document: Document, family: string, place: PlaceAt): Finding[] {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  return aliases.map((alias) => ({
    code: `${family}/alias`,
    severity: 'error',
    message: `*${alias.source} stands for a value written elsewhere, and is not followed here`,
    place: place(...rangeOf(alias)),
    advice: 'Write the value out; where a text begins with *, put quotes around it.',
  }));
}

/** The offset at which brackets, or dashes on one line, nest too deep. */
function tooDeepAt(text: string): number | undefined {
  let brackets = 0;
  let marks = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token === '-' || token === '?') marks += 1;
    else if (token.includes('\n')) marks = 0;
    if (brackets > deepest || marks > deepest) return Math.min(offset, text.length - 1);
    offset += token.length;
  }
  return undefined;
}

function tooDeep(family: string, place: Place): Finding {
  return {
    code: `${family}/too-deep`,
    severity: 'error',
    message: `Values stand more than ${deepest} levels deep inside each other here`,
    place,
    advice: 'Look for brackets that are opened and never closed.',
  };
}
