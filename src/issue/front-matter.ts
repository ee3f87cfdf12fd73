import { isMap, isScalar, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { Finding } from '../finding/finding.ts';
import { nearest } from '../finding/nearest.ts';
import { LineIndex, type Place } from '../finding/place.ts';
import type { Source } from './read-issue.ts';

/** A value of the front matter, as it is written, and where. */
export interface FrontMatterValue {
  readonly text: string;
  readonly place: Place;
  /** 1 when the value stands in quotes, otherwise 0: what lies between its place and its first character. */
  readonly quote: 0 | 1;
}

export interface FrontMatter {
  readonly values: ReadonlyMap<string, FrontMatterValue>;
  /** The place of the opening `---`, or of the file's first line. */
  readonly place: Place;
  readonly findings: readonly Finding[];
  /** The file's text with the front matter blanked out, so that offsets stay what they are. */
  readonly body: string;
}

export const frontMatterKeys = [
  'title',
  'subject',
  'preview',
  'date',
  'slug',
  'lang',
  'from',
  'segment',
] as const;

/** What people keep in front matter elsewhere and what Pennypost keeps in its store. */
const stateKeys = new Set(['status', 'state', 'id', 'sent', 'sent_at', 'draft', 'published', 'publish_date']);

/**
 * Splits off and reads the front matter. Every value is text as it is written (YAML's failsafe schema):
 * `3.10` stays 3.10 and `007` stays 007. A line that YAML refuses is reported and read as it stands.
 */
export function readFrontMatter(source: Source): FrontMatter {
  const index = new LineIndex(source.text);
  const place = (start: number, end: number): Place => ({ file: source.file, ...index.span(start, end) });
  const opening = /^---[ \t]*(?:\r?\n|$)/.exec(source.text);
  if (!opening) return without(source, place(0, firstLineEnd(source.text)));
  const start = opening[0].length;
  const closing = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(source.text.slice(start));
  if (!closing) return unclosed(source, place(0, 3));
  const end = start + closing.index;
  const bodyStart = end + closing[0].length;
  const read = readValues(source.text.slice(start, end), start, place);
  return {
    ...read,
    place: place(0, 3),
    body: source.text.slice(0, bodyStart).replace(/[^\r\n]/g, ' ') + source.text.slice(bodyStart),
  };
}

function firstLineEnd(text: string): number {
  const end = text.search(/\r?\n/);
  return end < 0 ? text.length : end;
}

function without(source: Source, place: Place): FrontMatter {
  const finding: Finding = {
    code: 'front-matter/missing',
    severity: 'error',
    message: 'This issue has no front matter',
    place,
    advice: 'Begin the file with three lines: ---, title: …, ---.',
  };
  return { values: new Map(), place, findings: [finding], body: source.text };
}

function unclosed(source: Source, place: Place): FrontMatter {
  const finding: Finding = {
    code: 'front-matter/unclosed',
    severity: 'error',
    message: 'The front matter is never closed',
    place,
    advice: 'Put --- on a line of its own below the last key.',
  };
  return { values: new Map(), place, findings: [finding], body: source.text.replace(/^---/, '   ') };
}

type PlaceAt = (start: number, end: number) => Place;

function readValues(yaml: string, offset: number, place: PlaceAt): Pick<FrontMatter, 'values' | 'findings'> {
  const document = parseDocument(yaml, {
    schema: 'failsafe',
    strict: true,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const map = document.contents;
  if (document.errors.length > 0) return readLines(yaml, offset, place);
  if (map === null) return { values: new Map(), findings: [] };
  if (!isMap(map)) {
    const finding = notAMap(place(offset, offset + firstLineEnd(yaml)));
    return { values: new Map(), findings: [finding] };
  }
  return readPairs(map, yaml, offset, place);
}

function notAMap(place: Place): Finding {
  return {
    code: 'front-matter/no-keys',
    severity: 'error',
    message: 'The front matter holds no keys',
    place,
    advice: 'Write one “key: value” a line, such as title: My first issue.',
  };
}

function readPairs(
  map: YAMLMap,
  yaml: string,
  offset: number,
  place: PlaceAt,
): Pick<FrontMatter, 'values' | 'findings'> {
  const values = new Map<string, FrontMatterValue>();
  const findings: Finding[] = [];
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const [keyStart, keyEnd] = rangeOf(key);
    findings.push(...judgeKey(name, place(offset + keyStart, offset + keyEnd)));
    if (!isScalar(value)) {
      findings.push(notText(name, place(offset + keyStart, offset + keyEnd)));
      continue;
    }
    const [start, end] = rangeOf(value);
    findings.push(...cutByComment(yaml, end, offset, place));
    const quote = value.type === 'QUOTE_DOUBLE' || value.type === 'QUOTE_SINGLE' ? 1 : 0;
    values.set(name, {
      text: String(value.value)
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
      place: place(offset + start, offset + end),
      quote,
    });
  }
  return { values, findings };
}

function rangeOf(node: Scalar): [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
}

function judgeKey(name: string, place: Place): Finding[] {
  const known: readonly string[] = frontMatterKeys;
  if (known.includes(name)) return [];
  const meant = nearest(name, known);
  const advice = stateKeys.has(name)
    ? 'Leave it out: whether an issue was sent is kept in the store, and no word in a file sends one.'
    : meant
      ? `Did you mean “${meant}”?`
      : `It may hold ${known.join(', ')}.`;
  return [
    {
      code: 'front-matter/unknown-key',
      severity: 'error',
      message: `The front matter knows no “${name}”`,
      place,
      advice,
    },
  ];
}

function notText(name: string, place: Place): Finding {
  return {
    code: 'front-matter/not-text',
    severity: 'error',
    message: `“${name}” is a list or a map, and must be a line of text`,
    place,
    advice: `Put quotes around the value: ${name}: "…".`,
  };
}

/** YAML takes ` #` and all behind it as a comment: `Why C # matters` would be read as `Why C`. */
function cutByComment(yaml: string, end: number, offset: number, place: PlaceAt): Finding[] {
  const comment = /^[ \t]+#[^\r\n]*/.exec(yaml.slice(end));
  if (!comment) return [];
  const lead = comment[0].length - comment[0].trimStart().length;
  return [
    {
      code: 'front-matter/cut-by-comment',
      severity: 'warning',
      message: 'The value ends here: YAML takes all behind # as a comment',
      place: place(offset + end + lead, offset + end + comment[0].length),
      advice: 'Put quotes around the whole value if the # belongs to it.',
    },
  ];
}

/** Where YAML fails: line by line, each `key: rest` as it stands, and the lines that need quotes named. */
function readLines(yaml: string, offset: number, place: PlaceAt): Pick<FrontMatter, 'values' | 'findings'> {
  const values = new Map<string, FrontMatterValue>();
  const findings: Finding[] = [];
  let at = 0;
  for (const line of yaml.split('\n')) {
    const text = line.replace(/\r$/, '');
    const lineStart = offset + at;
    at += line.length + 1;
    const pair = /^([A-Za-z_][\w-]*)([ \t]*:[ \t]*)(.*?)[ \t]*$/.exec(text);
    if (!pair) {
      if (/^\s*(?:#.*)?$/.test(text)) continue;
      findings.push(notAKey(place(lineStart, lineStart + text.length)));
      continue;
    }
    const [, name = '', colon = '', rest = ''] = pair;
    findings.push(...judgeKey(name, place(lineStart, lineStart + name.length)));
    if (values.has(name)) findings.push(twice(name, place(lineStart, lineStart + name.length)));
    const start = lineStart + name.length + colon.length;
    const value = place(start, start + rest.length);
    findings.push(...refusedLine(name, rest, value));
    values.set(name, { text: unquote(rest), place: value, quote: /^["']/.test(rest) ? 1 : 0 });
  }
  return { values, findings };
}

/** A line that YAML takes by itself is not the one to blame. */
function refusedLine(name: string, rest: string, place: Place): Finding[] {
  const alone = parseDocument(`${name}: ${rest}`, { schema: 'failsafe', logLevel: 'silent' });
  if (alone.errors.length === 0) return [];
  const halfQuoted = /^["']/.test(rest);
  return [
    {
      code: 'front-matter/needs-quotes',
      severity: 'error',
      message: halfQuoted ? 'The quotes around this value do not match' : 'This value needs quotes',
      place,
      advice: `Write ${name}: ${quoted(unquote(rest))}`,
    },
  ];
}

function quoted(text: string): string {
  return text.includes('"') || text.includes('\\') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2').replace(/^["']/, '');
}

function notAKey(place: Place): Finding {
  return {
    code: 'front-matter/no-key',
    severity: 'error',
    message: 'This line of the front matter has no key',
    place,
    advice: 'Write “key: value”, or indent it below the key it belongs to.',
  };
}

function twice(name: string, place: Place): Finding {
  return {
    code: 'front-matter/twice',
    severity: 'error',
    message: `“${name}” stands here twice`,
    place,
    advice: 'Keep one of them.',
  };
}
