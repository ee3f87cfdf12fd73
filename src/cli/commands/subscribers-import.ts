import { resolve } from 'node:path';
import { Failure } from '../../finding/failure.ts';
import { asTyped } from '../../newsletter/as-typed.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets } from '../../newsletter/secrets.ts';
import { findLists } from '../../store/lists.ts';
import type { Store } from '../../store/store.ts';
import { type ColumnMap, parseColumnMap } from '../../subscribers/column-map.ts';
import type { From } from '../../subscribers/formats/names.ts';
import { type ImportReport, importSubscribers } from '../../subscribers/import.ts';
import type { Reject } from '../../subscribers/rejects.ts';
import { type FileRequest, type Understanding, understandFile } from '../../subscribers/understand.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { importRows, type RejectedRow } from '../import-report.ts';
import { RejectsFile } from '../rejects-file.ts';
import { RowsLine } from '../rows-line.ts';
import { listNameOf } from '../send-list.ts';
import { typedListName } from '../typed-list-name.ts';
import { understandingRows } from '../understanding-rows.ts';
import { whichList } from '../which-list.ts';

interface Options {
  list?: string;
  from?: From;
  map?: string;
  rejects?: string;
}

/** So many rejected rows are named in the report. */
const namedRejects = 5;

/** Reads a CSV file into a list; ends with 5 when some of its rows were not taken. */
export async function run(desk: Desk, [file = '']: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const path = resolve(desk.cwd, file);
  const request: FileRequest = { path, columns: columnMapOf(options.map), from: options.from };
  const rejects = options.rejects ? new RejectsFile(resolve(desk.cwd, options.rejects), path) : undefined;
  const first: RejectedRow[] = [];
  const onReject = (reject: Reject): void => {
    if (first.length < namedRejects) first.push({ line: reject.line, reason: reject.reason });
    rejects?.add(reject);
  };
  try {
    const understood = await understandFile(request);
    if (!desk.flags.json)
      for (const row of understandingRows(understood, asTyped(path, desk.cwd))) note(desk, row);
    const report = await withStore(newsletter, async (store) => {
      const list = await listOf(store, path, { wanted: options.list, understood });
      const secrets = loadSecrets(newsletter.folder, desk.io.env).linkKeys;
      return await importAtDesk(desk, store, { ...request, list, secrets, onReject });
    });
    if (desk.flags.json) printJson(desk, { ...report, rejects: first, dryRun: desk.flags.dryRun });
    else
      tell(desk, report, {
        file: asTyped(path, desk.cwd),
        first,
        rejects: rejects?.written ? options.rejects : undefined,
      });
    return report.rejected > 0 ? exitCodes.incomplete : exitCodes.done;
  } finally {
    rejects?.close();
  }
}

function columnMapOf(text: string | undefined): ColumnMap | undefined {
  if (text === undefined) return undefined;
  const parsed = parseColumnMap(text);
  if (parsed.ok) return parsed.map;
  throw new Failure('usage', 'subscribers/map', `--map cannot be read: ${parsed.fault}`, {
    undone: 'Nobody was imported.',
  });
}

/** A file of people who have left is about a list that is there already, not about one of its own. */
async function listOf(
  store: Store,
  path: string,
  { wanted, understood }: { wanted: string | undefined; understood: Understanding },
): Promise<string> {
  if (wanted !== undefined) return typedListName(wanted);
  if (understood.standing === undefined) return typedListName(listNameOf(path));
  if ((await findLists(store.db)).length === 0) throw whoseLeavers();
  return (await whichList(store, undefined)).name;
}

function whoseLeavers(): Failure {
  return new Failure('usage', 'subscribers/whose', 'There is no list yet that they could have left', {
    advice: 'Say what the list will be called: --list readers',
    undone: 'Nobody was imported.',
  });
}

interface Importing extends FileRequest {
  readonly list: string;
  readonly secrets: readonly string[];
  readonly onReject: (reject: Reject) => void;
}

/** Ctrl-C ends the import after the rows at hand; the same command goes on from there. */
async function importAtDesk(desk: Desk, store: Store, importing: Importing): Promise<ImportReport> {
  const stop = new AbortController();
  const endListening = desk.io.onStop(() => stop.abort());
  const line = new RowsLine(desk);
  try {
    return await importSubscribers(store, {
      ...importing,
      now: desk.io.now(),
      dryRun: desk.flags.dryRun,
      signal: stop.signal,
      onProgress: (rows) => line.show(rows),
    });
  } finally {
    line.end();
    endListening();
  }
}

function tell(
  desk: Desk,
  report: ImportReport,
  { file, first, rejects }: { file: string; first: readonly RejectedRow[]; rejects: string | undefined },
): void {
  const rows = importRows(report, { file, dryRun: desk.flags.dryRun, rejected: first });
  for (const row of rows) note(desk, row);
  if (rejects !== undefined)
    note(desk, `The rows not taken are in ${rejects}: mend them there and import that file.`);
  else if (report.rejected > 0)
    note(desk, 'To have the rows not taken in a file of their own: --rejects rejects.csv');
}
