import type { ImportReport } from '../subscribers/import.ts';

/** A rejected row, as much of it as a report names. */
export interface RejectedRow {
  readonly line: number;
  readonly reason: string;
}

/** What an import did, as lines for people; what did not happen is not mentioned. */
export function importRows(
  report: ImportReport,
  { file, dryRun, rejected }: { file: string; dryRun: boolean; rejected: readonly RejectedRow[] },
): string[] {
  const width = String(report.rows).length;
  return [
    `${countOf(report.rows, 'row', 'rows')} of ${file}, for the list “${report.list}”${dryRun ? ' (nothing is written)' : ''}:`,
    ...outcomes(report).map(([count, words]) => `  ${String(count).padStart(width)}  ${words}`),
    ...rejected.map((row) => `  ${''.padStart(width)}    ${file}:${row.line}  ${row.reason}`),
    `Columns: ${report.columns.map(({ header, as }) => describeColumn(header, as)).join(', ')}.`,
    ...standingRow(report),
  ];
}

function outcomes(report: ImportReport): (readonly [number, string])[] {
  const all: (readonly [number, string])[] = [
    [report.added, 'new'],
    [report.updated, 'known, with something new'],
    [report.unchanged, 'known, and nothing new'],
    [report.left, 'marked in the file as having left: no mail'],
    [report.staysOut, 'left before, and stay out'],
    [report.duplicates, 'about somebody the file has named before'],
    [report.rejected, 'not taken'],
  ];
  return all.filter(([count]) => count > 0);
}

/** `E-Mail Address` → email; a name that already says so is not said twice. */
function describeColumn(header: string, as: string): string {
  const meaning = as.replace(/^field /, '');
  return header === meaning ? header : `${header || '(no name)'} → ${meaning}`;
}

function standingRow({ standing }: ImportReport): string[] {
  if (standing === undefined || standing === 'active') return [];
  return [`The file’s name says that everybody in it is ${standing}.`];
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
