import { readCell, writeLine } from './csv/cell.ts';
import type { Reject } from './import.ts';

/** The first line of a file of rejects: the columns of the file they come from, behind two of ours. */
export function rejectsHeader(header: readonly string[]): string {
  return writeLine(['rejected_line', 'rejected_because', ...header]);
}

/** One rejected row as a line of CSV. Once mended, the file can be imported as it is. */
export function rejectLine(reject: Reject): string {
  return writeLine([String(reject.line), reject.reason, ...reject.cells.map(readCell)]);
}
