import type { Standing } from '../subscribers/standing.ts';
import type { ImportedColumn, Understanding } from '../subscribers/understand.ts';

/** What a file was taken for, as lines for people: said before anything is written. */
export function understandingRows(understood: Understanding & { rows: number }, file: string): string[] {
  const { columns, standing, caution } = understood;
  return [
    titleRow(understood, file),
    ...columnRow('understood', columns.filter(isUnderstood)),
    ...columnRow('kept as fields', columns.filter(isField)),
    ...columnRow('left out', columns.filter(isLeftOut)),
    ...(standing === undefined || standing === 'active' ? [] : [standingSentences[standing]]),
    ...(caution === undefined ? [] : [caution]),
  ];
}

function titleRow({ tool, what, rows }: Understanding & { rows: number }, file: string): string {
  const counted = `${file}, ${rows} ${rows === 1 ? 'row' : 'rows'}`;
  if (tool === undefined) return `${counted}, read by the names of the columns.`;
  if (what === undefined) {
    return `${counted}, read as ${tool}’s, although the columns are not those of an export of ${tool}.`;
  }
  return `This is ${tool}’s ${what}: ${counted}.`;
}

const standingSentences: Readonly<Record<Exclude<Standing, 'active'>, string>> = {
  pending: 'Everybody in it comes in as pending: no mail until they have confirmed.',
  unsubscribed: 'Everybody in it comes in as unsubscribed, and gets no mail.',
  bounced: 'Everybody in it comes in as bounced, and gets no mail on any list.',
  blocked: 'Everybody in it comes in as blocked, and gets no mail on any list.',
  complained: 'Everybody in it comes in as complained, and gets no mail on any list.',
};

const names = ['field first_name', 'field last_name'];

function isField({ as }: ImportedColumn): boolean {
  return as.startsWith('field ') && !names.includes(as);
}

function isLeftOut({ as }: ImportedColumn): boolean {
  return as === 'left aside';
}

function isUnderstood(column: ImportedColumn): boolean {
  return !isField(column) && !isLeftOut(column);
}

function columnRow(title: string, columns: readonly ImportedColumn[]): string[] {
  return columns.length === 0 ? [] : [`  ${title}: ${columns.map(describe).join(', ')}`];
}

/** `E-Mail Address → email`; a name that already says so is not said twice. */
function describe({ header, as }: ImportedColumn): string {
  const shown = header || '(no name)';
  if (as === 'left aside') return shown;
  const meaning = as.replace(/^field /, '');
  return header === meaning ? header : `${shown} → ${meaning}`;
}
