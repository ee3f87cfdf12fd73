import { parseMailbox } from '../address/mailbox.ts';
import { Failure } from '../finding/failure.ts';
import type { CsvRow } from './csv/rows.ts';

/** The names of the columns, and the row that was read with them when the file has none. */
export interface Header {
  readonly header: readonly string[];
  readonly first: CsvRow | undefined;
}

/**
 * Reads the line with the names of the columns. A bare list of addresses needs none.
 * @throws Failure `subscribers/empty`, `subscribers/no-header`.
 */
export async function readHeader(rows: AsyncGenerator<CsvRow>, path: string): Promise<Header> {
  const row = await firstRow(rows, path);
  const cells = row.cells.map((cell) => cell.replace(/\s+/gu, ' ').trim());
  if (row.fault !== undefined) throw noHeader(path, row.line, row.fault);
  if (!cells.some((cell) => cell.includes('@') && parseMailbox(cell).ok))
    return { header: cells, first: undefined };
  if (cells.length === 1) return { header: ['email'], first: row };
  throw noHeader(path, row.line, 'an address stands where the name of a column should be');
}

async function firstRow(rows: AsyncGenerator<CsvRow>, path: string): Promise<CsvRow> {
  for (;;) {
    const next = await rows.next();
    if (next.done) {
      throw new Failure('usage', 'subscribers/empty', `${path} is empty`, { undone: 'Nobody was imported.' });
    }
    if (!isBlank(next.value)) return next.value;
  }
}

/** Also the line by which a spreadsheet is told the delimiter: `sep=;`. */
function isBlank(row: CsvRow): boolean {
  return row.fault === undefined && /^(?:sep=)?$/i.test(row.cells.join('').trim());
}

function noHeader(path: string, line: number, why: string): Failure {
  return new Failure('usage', 'subscribers/no-header', `${path}:${line} does not name the columns: ${why}`, {
    advice: 'Put a first line above the people, such as: email,first_name,last_name',
    undone: 'Nobody was imported.',
  });
}
