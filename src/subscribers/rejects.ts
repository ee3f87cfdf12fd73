import { readCell, writeLine } from './csv/cell.ts';

/** A row that could not be imported, as it stands in the file. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
  readonly cells: readonly string[];
  readonly header: readonly string[];
}

/** The first line of a file of rejects: the columns of the file they come from, behind two of ours. */
export function rejectsHeader(header: readonly string[]): string {
  return writeLine(['rejected_line', 'rejected_because', ...header]);
}

/** One rejected row as a line of CSV. Once mended, the file can be imported as it is. */
export function rejectLine(reject: Reject): string {
  return writeLine([String(reject.line), reject.reason, ...reject.cells.map(readCell)]);
}
