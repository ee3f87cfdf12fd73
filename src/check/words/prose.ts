import { LineIndex, type Place } from '../../finding/place.ts';
import type { ReadIssue, Source } from '../../issue/read-issue.ts';

/** A file’s text in which nothing is left but what is read: all else is covered, so that every place stays where it is. */
export interface Prose {
  readonly text: string;
  /** Where a stretch of it stands in the writer’s file. */
  readonly placeOf: (start: number, end: number) => Place;
}

/** The prose of an issue that was written in Markdown, and of what it includes. */
export function proseOf({ sources }: ReadIssue): readonly Prose[] {
  return sources.filter(({ file }) => /\.(?:md|markdown)$/i.test(file)).map(proseIn);
}

function proseIn({ file, text }: Source): Prose {
  const index = new LineIndex(text);
  return {
    text: unread.reduce((rest, part) => rest.replace(part, cover), text),
    placeOf: (start, end) => ({ file, ...index.span(start, end) }),
  };
}

/** Front matter, comments, code, addresses, the names and the braces of directives. */
const unread: readonly RegExp[] = [
  /^(?:\ufeff)?---\r?\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/,
  /<!--(?:(?!<!--)[\s\S])*?-->/g,
  /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:\n {0,3}\1[`~]*[ \t]*(?=\n|$)|$(?![\s\S]))/gm,
  /(?<!`)(`+)(?!`)[^`\n]+\1(?!`)/g,
  /^ {0,3}\[[^\]\n]+\]:[^\n]*/gm,
  /(?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)/g,
  /<[a-z][^<>\n]*>/gi,
  /\bhttps?:\/\/[^\s)>\]]+/gi,
  /^:{2,}[a-z]*/gim,
  /\{(?![{}])[^{}\n=]*=[^{}\n]*\}/g,
];

/** Not with spaces: what stands on both sides of it does not stand together. */
function cover(stretch: string): string {
  return stretch.replace(/[^\n\r]/g, '\u0000');
}
