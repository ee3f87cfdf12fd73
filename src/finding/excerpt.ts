import type { Span } from './place.ts';
import { visible } from './visible.ts';
import { displayWidth } from './width.ts';

/** The longest stretch of a source line that is shown, in characters. */
const longest = 100;
/** How much of a long line is shown before its fault. */
const lead = 40;

/**
 * The line of a fault and the one before it, with carets under the fault. Tabs stay tabs in both rows, so
 * that the carets stand where they belong; a long line is cut around the fault. `cover` hides what of a
 * line may not be shown.
 */
export function excerpt(
  text: string,
  span: Span,
  cover: (line: string) => string = (line) => line,
): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const before = cover(lines[span.line - 2] ?? '');
  const cut = cutAround(cover(lines[span.line - 1] ?? ''), span);
  const gutter = String(span.line).length;
  const rows = [
    `  ${span.line} | ${visible(cut.shown)}`,
    `  ${' '.repeat(gutter)} | ${blank(cut.before)}${carets(cut.fault)}`,
  ];
  if (before.trim() !== '') {
    rows.unshift(`  ${String(span.line - 1).padStart(gutter)} | ${visible(shortened(before, 0))}`);
  }
  return rows.map((row) => row.trimEnd());
}

/** The indent under which a note below an excerpt stands. */
export function noteIndent(span: Span): string {
  return `  ${' '.repeat(String(span.line).length)} = `;
}

/** The part of a line that is shown, and of it what stands before the fault and the fault itself. */
function cutAround(line: string, span: Span): { shown: string; before: string; fault: string } {
  const start = Math.min(span.column - 1, line.length);
  const end = span.endLine > span.line ? line.trimEnd().length : Math.min(span.endColumn - 1, line.length);
  const from = start + 20 > longest ? wholeCharacter(line, start - lead) : 0;
  const shown = shortened(line, from);
  const before = (from > 0 ? '…' : '') + line.slice(from, start);
  const fault = line.slice(start, Math.min(Math.max(end, start), from + longest));
  return { shown, before, fault };
}

function shortened(line: string, from: number): string {
  const to = line.length > from + longest ? wholeCharacter(line, from + longest) : line.length;
  return (from > 0 ? '…' : '') + line.slice(from, to) + (to < line.length ? '…' : '');
}

/** The nearest offset to the left that does not split a surrogate pair or part a letter from its marks. */
function wholeCharacter(line: string, offset: number): number {
  let at = offset;
  while (at > 0 && (joined.test(line.charAt(at)) || line[at - 1] === joiner)) at -= 1;
  return at;
}

const joiner = '\u200d';
/** What belongs to the character before it. */
const joined = /^(?:[\udc00-\udfff]|\u200d|\p{M})/u;

function blank(text: string): string {
  return text.replace(/[^\t]+/g, (part) => ' '.repeat(displayWidth(visible(part))));
}

function carets(fault: string): string {
  const marks = fault.replace(/[^\t]+/g, (part) => '^'.repeat(displayWidth(visible(part))));
  return marks.includes('^') ? marks : '^';
}
