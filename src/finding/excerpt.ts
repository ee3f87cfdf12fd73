import type { Span } from './place.ts';
import { displayWidth } from './width.ts';

/** The longest stretch of a source line that is shown, in columns of a terminal. */
const longest = 100;

/**
 * The line of a fault and the one before it, with carets under the fault. Tabs stay tabs in both rows, so
 * that the carets stand where they belong; a long line is cut around the fault.
 */
export function excerpt(text: string, span: Span): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const line = lines[span.line - 1] ?? '';
  const start = Math.min(span.column - 1, line.length);
  const end = span.endLine > span.line ? line.length : Math.min(span.endColumn - 1, line.length);
  const shown = window(line, start, Math.max(end, start + 1));
  const gutter = String(span.line).length;
  const before = lines[span.line - 2];
  const rows: string[] = [];
  if (before !== undefined && before.trim() !== '') {
    rows.push(`  ${String(span.line - 1).padStart(gutter)} | ${window(before, 0, 1).text}`);
  }
  rows.push(`  ${span.line} | ${shown.text}`);
  rows.push(`  ${' '.repeat(gutter)} | ${shown.lead}${'^'.repeat(shown.carets)}`);
  return rows.map((row) => row.trimEnd());
}

/** The indent under which a note below an excerpt stands. */
export function noteIndent(span: Span): string {
  return `  ${' '.repeat(String(span.line).length)} = `;
}

function window(line: string, start: number, end: number): { text: string; lead: string; carets: number } {
  const from = line.length > longest && start > longest - 20 ? Math.max(0, start - 40) : 0;
  const cutLeft = from > 0 ? '…' : '';
  const cutRight = line.length > from + longest ? '…' : '';
  const visibleEnd = Math.min(end, from + longest);
  const lead = cutLeft + line.slice(from, start);
  return {
    text: visible(cutLeft + line.slice(from, from + longest) + cutRight),
    lead: lead.replace(/[^\t]+/g, (part) => ' '.repeat(displayWidth(visible(part)))),
    carets: Math.max(1, displayWidth(visible(line.slice(start, visibleEnd).replaceAll('\t', ' ')))),
  };
}

/** Control characters could move a terminal's cursor: they are shown as their symbols. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (char) =>
    char === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + char.charCodeAt(0)),
  );
}
