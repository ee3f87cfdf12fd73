import { readCell, writeLine } from './csv/cell.ts';
import type { Standing } from './standing.ts';

/** A row that could not be imported, as it stands in the file. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
  readonly cells: readonly string[];
  readonly header: readonly string[];
  /** What the file as a whole, perhaps only by its name, says of everybody in it: nobody loses it on the way. */
  readonly standing: Standing | undefined;
}

/** The first line of a file of rejects: the columns of the file they come from, behind those of ours. */
export function rejectsHeader({ header, standing }: Pick<Reject, 'header' | 'standing'>): string {
  const told = standing === undefined ? [] : ['rejected_status'];
  return writeLine(['rejected_line', 'rejected_because', ...told, ...header]);
}

/** One rejected row as a line of CSV. Once mended, the file can be imported as it is. */
export function rejectLine(reject: Reject): string {
  const told = reject.standing === undefined ? [] : [reject.standing];
  return writeLine([String(reject.line), reject.reason, ...told, ...reject.cells.map(readCell)]);
}
