import type { EmailAddress } from '../address/email-address.ts';
import { parseMailbox } from '../address/mailbox.ts';
import { readCell } from './csv/cell.ts';
import { openCsv } from './csv/file.ts';
import type { CsvRow } from './csv/rows.ts';

/** The addresses in a file, and the lines in which there is none. */
export interface AddressFile {
  readonly emails: readonly EmailAddress[];
  /** Line numbers, from 1. */
  readonly faulty: readonly number[];
}

/**
 * Reads addresses from a file: one in each line, or a CSV file, where the first cell with an @ counts. A first line
 * without one names the columns.
 * @throws {Failure} `subscribers/no-file`
 */
export async function readAddressFile(path: string): Promise<AddressFile> {
  const emails: EmailAddress[] = [];
  const faulty: number[] = [];
  let isFirst = true;
  for await (const page of (await openCsv(path)).pages()) {
    for (const row of page) {
      const cell = row.cells.map(readCell).find((one) => one.includes('@'));
      const parsed = cell === undefined ? undefined : parseMailbox(cell);
      if (parsed?.ok) emails.push(parsed.mailbox.address);
      else if (cell !== undefined || !(isFirst || isBlank(row))) faulty.push(row.line);
      if (!isBlank(row)) isFirst = false;
    }
  }
  return { emails, faulty };
}

function isBlank({ cells }: CsvRow): boolean {
  return cells.join('').trim() === '';
}
