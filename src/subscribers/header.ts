import { parseMailbox } from '../address/mailbox.ts';
import { Failure } from '../finding/failure.ts';
import type { CsvPage, CsvRow } from './csv/rows.ts';

/** The names of the columns, and the rows that were read with them. */
export interface Header {
  readonly header: readonly string[];
  readonly rest: CsvPage;
  /** How many rows stand above the first that may be about somebody. */
  readonly above: number;
}

/**
 * Reads the line with the names of the columns. A bare list of addresses needs none.
 * @throws Failure `subscribers/empty`, `subscribers/no-header`.
 */
export async function readHeader(pages: AsyncGenerator<CsvPage>, path: string): Promise<Header> {
  const { told, rows } = await firstRows(pages, path);
  const [row, ...rest] = rows;
  const cells = row.cells.map((cell) => cell.replace(/\s+/gu, ' ').trim());
  if (row.fault !== undefined) throw noHeader(path, row.line, row.fault);
  if (!cells.some((cell) => cell.includes('@') && parseMailbox(cell).ok))
    return { header: cells, rest, above: told + 1 };
  if (cells.length === 1) return { header: ['email'], rest: rows, above: told };
  throw noHeader(path, row.line, 'an address stands where the name of a column should be');
}

interface FirstRows {
  /** 1 when a row above them tells the delimiter. */
  readonly told: number;
  readonly rows: readonly [CsvRow, ...CsvRow[]];
}

/** The first row that is not blank, and those of its page behind it. */
async function firstRows(pages: AsyncGenerator<CsvPage>, path: string): Promise<FirstRows> {
  let told = 0;
  for (;;) {
    const next = await pages.next();
    if (next.done) {
      throw new Failure('usage', 'subscribers/empty', `${path} is empty`, { undone: 'Nobody was imported.' });
    }
    const first = next.value.findIndex((one) => !isBlank(one));
    const above = first === -1 ? next.value : next.value.slice(0, first);
    if (above.some(tellsDelimiter)) told = 1;
    const [row, ...rest] = first === -1 ? [] : next.value.slice(first);
    if (row) return { told, rows: [row, ...rest] };
  }
}

function isBlank(row: CsvRow): boolean {
  return row.fault === undefined && (row.cells.join('').trim() === '' || tellsDelimiter(row));
}

/** `sep=;`, for a spreadsheet. */
function tellsDelimiter(row: CsvRow): boolean {
  return row.fault === undefined && /^sep=$/i.test(row.cells.join('').trim());
}

function noHeader(path: string, line: number, why: string): Failure {
  return new Failure('usage', 'subscribers/no-header', `${path}:${line} does not name the columns: ${why}`, {
    advice: 'Put a first line above the people, such as: email,first_name,last_name',
    undone: 'Nobody was imported.',
  });
}
