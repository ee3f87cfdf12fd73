import type { TableAlign, TableRow } from '../../issue/block.ts';
import { inlineText } from './inline-text.ts';
import type { TextPress } from './press.ts';
import { hang, unglued, wrap } from './wrap.ts';

/** A table in columns where it fits, otherwise row by row, each cell behind its header. */
export function tableLines(
  rows: readonly TableRow[],
  align: readonly TableAlign[],
  width: number,
  press: TextPress,
): string[] {
  const cells = rows.map((row) => row.map((cell) => oneLine(inlineText(cell, press))));
  const columns = columnWidths(cells, press);
  const whole = columns.reduce((sum, column) => sum + column, 0) + 2 * (columns.length - 1);
  return whole <= width ? inColumns(cells, columns, align, press) : inRecords(cells, width, press);
}

function oneLine(text: string): string {
  return unglued(text).replace(/\s+/g, ' ').trim();
}

function columnWidths(cells: readonly (readonly string[])[], { measure }: TextPress): number[] {
  const count = Math.max(0, ...cells.map((row) => row.length));
  return Array.from({ length: count }, (_, column) =>
    Math.max(0, ...cells.map((row) => measure(row[column] ?? ''))),
  );
}

function inColumns(
  [header = [], ...body]: readonly (readonly string[])[],
  columns: readonly number[],
  align: readonly TableAlign[],
  { measure }: TextPress,
): string[] {
  const line = (row: readonly string[]) =>
    columns
      .map((width, column) => padded(row[column] ?? '', width - measure(row[column] ?? ''), align[column]))
      .join('  ')
      .trimEnd();
  return [line(header), columns.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)];
}

function padded(text: string, gap: number, align: TableAlign | undefined): string {
  const before = align === 'right' ? gap : align === 'center' ? Math.floor(gap / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(gap - before);
}

function inRecords(
  [header = [], ...body]: readonly (readonly string[])[],
  width: number,
  { measure }: TextPress,
): string[] {
  const cell = (text: string, name: string) =>
    hang(wrap(name === '' ? text : `${name}: ${text}`, width - 2, measure), '', '  ');
  if (body.length === 0) return header.flatMap((text) => cell(text, ''));
  const records = body.map((row) =>
    row.flatMap((text, column) => (text === '' ? [] : cell(text, header[column] ?? ''))),
  );
  return records.flatMap((record, index) => (index === 0 ? record : ['', ...record]));
}
