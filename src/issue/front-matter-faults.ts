import type { Finding } from '../finding/finding.ts';
import { nearest } from '../finding/nearest.ts';
import type { Place } from '../finding/place.ts';

/** What can be wrong in a front matter, and what a writer is told to do about it. */

export const frontMatterKeys = [
  'title',
  'subject',
  'preview',
  'date',
  'slug',
  'lang',
  'from',
  'segment',
  'archive',
] as const;

/** What people keep in front matter elsewhere and what Pennypost keeps in its store. */
const stateKeys = new Set(['status', 'state', 'id', 'sent', 'sent_at', 'draft', 'published', 'publish_date']);

export function judgeKey(name: string, place: Place): Finding[] {
  const known: readonly string[] = frontMatterKeys;
  if (known.includes(name)) return [];
  return [error('unknown-key', `The front matter knows no “${name}”`, place, adviceOnKey(name, known))];
}

function adviceOnKey(name: string, known: readonly string[]): string {
  if (stateKeys.has(name)) {
    return 'Leave it out: whether an issue was sent is kept in the store, and no word in a file sends one.';
  }
  const meant = nearest(name, known);
  return meant ? `Did you mean “${meant}”?` : `It may hold ${known.join(', ')}.`;
}

export function notAMap(place: Place): Finding {
  return error(
    'no-keys',
    'The front matter holds no keys',
    place,
    'Write one “key: value” a line, such as title: My first issue.',
  );
}

export function notText(name: string, place: Place): Finding {
  return error(
    'not-text',
    `“${name}” is a list or a map, and must be a line of text`,
    place,
    `Put quotes around the value: ${name}: "…".`,
  );
}

/** YAML takes ` #` and all behind it as a comment: `Why C # matters` would be read as `Why C`. */
export function cutByComment(
  yaml: string,
  end: number,
  place: (start: number, end: number) => Place,
): Finding[] {
  const comment = /^([ \t]*)#[^\r\n]*/.exec(yaml.slice(end));
  if (!comment) return [];
  const start = end + (comment[1] ?? '').length;
  return [
    {
      code: 'front-matter/cut-by-comment',
      severity: 'warning',
      message: 'The value ends here: YAML takes all behind # as a comment',
      place: place(start, end + comment[0].length),
      advice: 'Put quotes around the whole value if the # belongs to it.',
    },
  ];
}

export function needsQuotes(name: string, rest: string, place: Place): Finding {
  const halfQuoted = /^["']/.test(rest);
  return error(
    'needs-quotes',
    halfQuoted ? 'The quotes around this value do not match' : 'This value needs quotes',
    place,
    `Write ${name}: ${quoted(unquote(rest))}`,
  );
}

function quoted(text: string): string {
  return text.includes('"') || text.includes('\\') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

/** Without the quotes around it, or a first one that has no other. */
export function unquote(text: string): string {
  const [, double, single] = /^"([^"]+)"?$|^'([^']+)'?$/.exec(text) ?? [];
  return double ?? single ?? text;
}

export function notAKey(place: Place): Finding {
  return error(
    'no-key',
    'This line of the front matter has no key',
    place,
    'Write “key: value”, or indent it below the key it belongs to.',
  );
}

export function tabBefore(place: Place): Finding {
  return error(
    'tab',
    'A tab stands before this key',
    place,
    'Take it out: keys begin at the margin, and what belongs to one is indented with spaces.',
  );
}

export function twice(name: string, place: Place): Finding {
  return error('twice', `“${name}” stands here twice`, place, 'Keep one of them.');
}

function error(name: string, message: string, place: Place, advice: string): Finding {
  return { code: `front-matter/${name}`, severity: 'error', message, place, advice };
}
