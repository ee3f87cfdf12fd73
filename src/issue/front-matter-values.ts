import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
} from 'yaml';
import type { Finding } from '../finding/finding.ts';
import type { Place } from '../finding/place.ts';
import { sameStretch } from '../finding/stretch.ts';
import { yamlFaultWords } from '../finding/yaml-fault.ts';
import {
  cutByComment,
  judgeKey,
  needsQuotes,
  notAKey,
  notAMap,
  notText,
  tabBefore,
  twice,
  unquote,
} from './front-matter-faults.ts';

/** A value of the front matter, as it is written, and where. */
export interface FrontMatterValue {
  readonly text: string;
  readonly place: Place;
  /** Where the characters `[start, end)` of the text stand in the file. */
  within(start: number, end: number): Place;
}

export interface FrontMatterValues {
  readonly values: ReadonlyMap<string, FrontMatterValue>;
  readonly findings: readonly Finding[];
}

/** A stretch of the front matter, with what turns its offsets into places of the file. */
interface Stretch {
  readonly text: string;
  readonly place: (start: number, end: number) => Place;
}

interface ReadKey {
  readonly name: string;
  readonly key: Place;
  readonly value?: FrontMatterValue;
  readonly findings: readonly Finding[];
}

/** Reads `key: value` lines; one that YAML refuses is reported and read as it stands. */
export function readValues(yaml: string, offset: number, place: Stretch['place']): FrontMatterValues {
  const whole = { text: yaml, place: (start: number, end: number) => place(offset + start, offset + end) };
  const document = parse(yaml);
  if (document.contents === null && document.errors.length === 0) return { values: new Map(), findings: [] };
  if (document.errors.length > 0) return collect(entriesOf(whole).flatMap(readEntry));
  if (isMap(document.contents)) return collect(readPairs(document, whole));
  const end = yaml.search(/\r?\n|$/);
  return { values: new Map(), findings: [notAMap(whole.place(0, end))] };
}

/** The failsafe schema leaves every value the text it is. */
function parse(yaml: string): Document.Parsed {
  return parseDocument(yaml, { schema: 'failsafe', prettyErrors: false });
}

function collect(read: readonly (ReadKey | Finding)[]): FrontMatterValues {
  const values = new Map<string, FrontMatterValue>();
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const one of read) {
    if ('code' in one) {
      findings.push(one);
      continue;
    }
    findings.push(...judgeKey(one.name, one.key), ...one.findings);
    if (names.has(one.name)) findings.push(twice(one.name, one.key));
    else if (one.value) values.set(one.name, one.value);
    names.add(one.name);
  }
  return { values, findings };
}

/** Each line that begins at the margin, or would but for a tab, with the indented and empty ones below it. */
function entriesOf({ text, place }: Stretch): Stretch[] {
  const starts = [...text.matchAll(/^(?=\S|\t+["']?[A-Za-z_][\w-]*["']?[ \t]*:(?:\s|$))/gm)].map(
    (match) => match.index,
  );
  return starts.map((start, i) => ({
    text: text.slice(start, starts[i + 1] ?? text.length),
    place: (from, to) => place(start + from, start + to),
  }));
}

function readEntry(entry: Stretch): (ReadKey | Finding)[] {
  if (entry.text.startsWith('#')) return [];
  const [tabs = ''] = /^\t+/.exec(entry.text) ?? [];
  if (tabs !== '') return [tabBefore(entry.place(0, tabs.length)), ...readEntry(without(tabs, entry))];
  const document = parse(entry.text);
  if (document.errors.length === 0 && isMap(document.contents)) return readPairs(document, entry);
  const [first = ''] = entry.text.split(/\r?\n/, 1);
  const pair = /^(["']?)([A-Za-z_][\w-]*)\1([ \t]*:[ \t]*)(.*?)[ \t]*$/.exec(first);
  if (!pair) return [notAKey(entry.place(0, first.length))];
  const [, quote = '', name = '', colon = '', rest = ''] = pair;
  const start = 2 * quote.length + name.length + colon.length;
  const value = asItStands(unquote(rest), entry, start, start + rest.length);
  const fault =
    parse(first).errors.length > 0 ? needsQuotes(name, rest, value.place) : belowFault(document, entry);
  return [{ name, key: entry.place(0, 2 * quote.length + name.length), value, findings: [fault] }];
}

function without(beginning: string, { text, place }: Stretch): Stretch {
  const cut = beginning.length;
  return { text: text.slice(cut), place: (start, end) => place(cut + start, cut + end) };
}

/** A fault in the lines below the key's own. */
function belowFault(document: Document, entry: Stretch): Finding {
  const [error] = document.errors;
  if (!error) return notAKey(entry.place(0, entry.text.trimEnd().length));
  const { message, advice, span } = yamlFaultWords(error, document, entry.text, 'YAML');
  return { code: 'front-matter/syntax', severity: 'error', message, place: entry.place(...span), advice };
}

function readPairs(document: Document, stretch: Stretch): ReadKey[] {
  const pairs = isMap(document.contents) ? document.contents.items : [];
  return pairs.flatMap((pair) => (isScalar(pair.key) ? [readPair(pair, pair.key, stretch)] : []));
}

function readPair({ value }: Pair, key: Scalar, stretch: Stretch): ReadKey {
  const name = String(key.value);
  const place = stretch.place(...rangeOf(key));
  if (isAlias(value) || (isScalar(value) && isUnmeant(value, stretch))) {
    return { name, key: place, ...unmeant(name, key, stretch) };
  }
  if (!isScalar(value))
    return { name, key: place, ...notOneText(name, isNode(value) ? value : key, stretch) };
  const [start, end] = rangeOf(value);
  const text = String(value.value)
    .replace(/[ \t]*\r?\n\s*/g, ' ')
    .trim();
  const comment = cutByComment(stretch.text, end, stretch.place);
  return { name, key: place, value: asItStands(text, stretch, start, end), findings: comment };
}

/** A list or a map, read as it stands. */
function notOneText(name: string, node: Node, stretch: Stretch): Pick<ReadKey, 'value' | 'findings'> {
  const [start, end] = rangeOf(node);
  const text = stretch.text.slice(start, end).replace(/\s+/g, ' ').trim();
  const value = asItStands(text, stretch, start, end);
  return { value, findings: [notText(name, value.place)] };
}

/** A value that begins with `&`, `!` or, all of it a comment, with `#`. */
function isUnmeant(value: Scalar, stretch: Stretch): boolean {
  if (value.anchor !== undefined || value.tag !== undefined) return true;
  const [start, end] = rangeOf(value);
  return start === end && cutByComment(stretch.text, end, stretch.place).length > 0;
}

/** `*word`, `&word`, `!word` and `#word` are marks of YAML's, and swallow words that were meant to be read. */
function unmeant(name: string, key: Scalar, stretch: Stretch): Pick<ReadKey, 'value' | 'findings'> {
  const [, keyEnd] = rangeOf(key);
  const [, colon = '', rest = ''] = /^([ \t]*:[ \t]*)(.*?)[ \t]*$/m.exec(stretch.text.slice(keyEnd)) ?? [];
  const start = keyEnd + colon.length;
  const value = asItStands(rest, stretch, start, start + rest.length);
  return { value, findings: [needsQuotes(name, rest, value.place)] };
}

function rangeOf(node: Node): [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
}

function asItStands(text: string, stretch: Stretch, start: number, end: number): FrontMatterValue {
  const place = stretch.place(start, end);
  return {
    text,
    place,
    within: (from, to) => {
      const at = sameStretch(text, from, to, stretch.text.slice(start, end));
      return at === undefined ? place : stretch.place(start + at.start, start + at.end);
    },
  };
}
