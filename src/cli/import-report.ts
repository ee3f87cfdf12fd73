import type { ImportReport } from '../subscribers/import.ts';

/** A rejected row, as much of it as a report names. */
export interface RejectedRow {
  readonly line: number;
  readonly reason: string;
}

/** So many domains that were likely mistyped are named. */
const namedTypos = 10;

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
    ...typoRows(report, file),
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

/** Said, and never mended: only the person themself knows. */
function typoRows({ typos }: ImportReport, file: string): string[] {
  if (typos.length === 0) return [];
  const shown = typos.slice(0, namedTypos).map(({ domain, meant, rows, lines }) => {
    const more = rows > lines.length ? ' …' : '';
    const places = `${file}:${lines.join(', ')}${more}`;
    return `  ${domain}, probably ${meant}: ${countOf(rows, 'row', 'rows')}, ${places}`;
  });
  const rest = typos.length - shown.length;
  return [
    'Likely mistyped, and taken as they stand:',
    ...shown,
    ...(rest > 0 ? [`  and ${countOf(rest, 'other domain', 'other domains')}: all of them with --json`] : []),
  ];
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
