import type { Finding } from '../finding/finding.ts';
import { LineIndex, type Place } from '../finding/place.ts';
import { type FrontMatterValue, readValues } from './front-matter-values.ts';
import type { Source } from './read-issue.ts';

export interface FrontMatter {
  readonly values: ReadonlyMap<string, FrontMatterValue>;
  /** The place of the opening `---`, or of the file's first line. */
  readonly place: Place;
  readonly findings: readonly Finding[];
  /** The file's text with the front matter blanked out, so that offsets stay what they are. */
  readonly body: string;
}

/**
 * Splits off and reads the front matter. Nothing in it is ever executed, and every value is text as it is
 * written: `3.10` stays 3.10 and `007` stays 007.
 */
export function readFrontMatter({ file, text }: Source): FrontMatter {
  const index = new LineIndex(text);
  const place = (start: number, end: number): Place => ({ file, ...index.span(start, end) });
  const opening = /^---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!opening) {
    const first = place(0, firstLineEnd(text));
    return { values: new Map(), place: first, findings: [none(first)], body: text };
  }
  const start = opening[0].length;
  const { end, bodyStart, closed } = endOf(text, start);
  const body = text.slice(0, bodyStart).replace(/[^\r\n]/g, ' ') + text.slice(bodyStart);
  const { values, findings } = readValues(text.slice(start, end), start, place);
  const fence = place(0, 3);
  return { values, place: fence, findings: closed ? findings : [unclosed(fence)], body };
}

function firstLineEnd(text: string): number {
  const end = text.search(/\r?\n/);
  return end < 0 ? text.length : end;
}

/**
 * Where the front matter ends. When its own `---` is missing, a divider further down would be taken for it:
 * prose behind an empty line tells.
 */
function endOf(text: string, start: number): { end: number; bodyStart: number; closed: boolean } {
  const rest = text.slice(start);
  const closing = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(rest);
  const prose = /^[ \t]*\r?\n(?=(?![A-Za-z_][\w-]*[ \t]*:(?:\s|$)|---|\.\.\.|#[^#]|[\s-])\S)/m.exec(rest);
  if (closing && (!prose || closing.index < prose.index)) {
    const end = start + closing.index;
    return { end, bodyStart: end + closing[0].length, closed: true };
  }
  const end = start + (prose ? prose.index : rest.length);
  return { end, bodyStart: end, closed: false };
}

function none(place: Place): Finding {
  return {
    code: 'front-matter/none',
    severity: 'error',
    message: 'This issue has no front matter',
    place,
    advice: 'Begin the file with three lines: ---, title: …, ---.',
  };
}

function unclosed(place: Place): Finding {
  return {
    code: 'front-matter/unclosed',
    severity: 'error',
    message: 'The front matter is never closed',
    place,
    advice: 'Put --- on a line of its own below the last key.',
  };
}
