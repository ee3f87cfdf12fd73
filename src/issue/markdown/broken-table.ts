import type { Paragraph } from 'mdast';
import type { Page } from './page.ts';

/**
 * A paragraph that was meant as a table: GFM takes it for one only when the header has as many cells as the
 * line below it. The usual cause is a bar that belongs to a cell, such as a merge field's.
 */
export function reportBrokenTable(page: Page, node: Paragraph): void {
  const [start] = page.range(node);
  const raw = page.raw(node);
  const rule = /^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$/m.exec(raw);
  if (!rule || rule.index === 0) return;
  const above = raw.lastIndexOf('\n', rule.index - 2) + 1;
  const header = raw.slice(above, rule.index).trimEnd();
  if (!header.includes('|')) return;
  page.report(
    'error',
    'table/uneven',
    `This is not a table: its header has ${cells(header)} cells, and the line below has ${cells(rule[0])}`,
    page.place(start + above, start + above + header.length),
    'Give both lines the same number of cells; a bar that belongs to a cell is written \\|, as in {{first_name\\|there}}.',
  );
}

function cells(line: string): number {
  return line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/).length;
}
