import { basename } from 'node:path';
import { Failure } from '../finding/failure.ts';
import { ensureList, findList, type List } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { decideBatch, writeBatch } from './batch.ts';
import type { ColumnMap } from './column-map.ts';
import { type Column, readColumns } from './columns.ts';
import { type CsvFile, openCsv } from './csv/file.ts';
import type { CsvRow } from './csv/rows.ts';
import type { Outcome } from './decide.ts';
import { readHeader } from './header.ts';
import { type ImportRow, type RowReading, readRow } from './row.ts';
import { outweighs, type Standing, standingOfFile } from './standing.ts';

export interface ImportRequest {
  readonly path: string;
  /** The list's name; it is made if there is none. */
  readonly list: string;
  readonly columns?: ColumnMap | undefined;
  readonly now: number;
  /** Where consent came from, for whom the file does not say so: `import readers.csv` otherwise. */
  readonly source?: string | undefined;
  /** Reads and decides everything, and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Called for each rejected row before the next is read; `rejects.ts` makes lines of CSV of them. */
  readonly onReject?: ((reject: Reject) => void | Promise<void>) | undefined;
  /** Called after each batch with the number of rows read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
  /** Stops after the batch at hand; what is written stays, and a second run goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

/** A row that could not be imported, as it stands in the file. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
  readonly cells: readonly string[];
  readonly header: readonly string[];
}

/** What an import did. `rows` is the sum of the seven counts after it. */
export interface ImportReport {
  readonly list: string;
  readonly encoding: CsvFile['encoding'];
  readonly delimiter: CsvFile['delimiter'];
  readonly columns: readonly ImportedColumn[];
  /** What the file's own name says of everybody in it, as Mailchimp's do. */
  readonly standing: Standing | undefined;
  /** Rows after the header that are not empty. */
  readonly rows: number;
  /** New on the list. */
  readonly added: number;
  /** On the list before, with new values. */
  readonly updated: number;
  readonly unchanged: number;
  /** Came in as having left, or were on the list and leave it now, because the row says so. */
  readonly left: number;
  /** Left before, and stay out although the row says nothing of it. */
  readonly staysOut: number;
  /** A further row of somebody who was in the file already, with nothing that weighs more. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Empty rows. */
  readonly blank: number;
}

/** What a column of the file was taken for: `email`, `tags`, `field city`, `left aside` … */
export interface ImportedColumn {
  readonly header: string;
  readonly as: string;
}

/**
 * Reads a CSV file into a list. It never brings back somebody who left the list or is suppressed, a row that says
 * somebody has left comes in so, and doing it twice changes nothing. Rows are written in batches, each whole or
 * not at all. Keeps the addresses of the file in memory to tell duplicates.
 * @throws Failure `subscribers/no-file`, `subscribers/empty`, `subscribers/no-header`,
 * `subscribers/no-email-column`, `subscribers/no-column`, `subscribers/interrupted`, and those of the store.
 */
export async function importSubscribers(store: Store, request: ImportRequest): Promise<ImportReport> {
  const file = await openCsv(request.path);
  const rows = file.rows();
  try {
    const { header, first } = await readHeader(rows, request.path);
    const columns = readColumns(header, request.columns);
    const standing = standingOfFile(basename(request.path));
    const run = new ImportRun(store, request, header, { columns, standing: standing ?? 'active' });
    if (first) await run.take(first);
    for await (const row of rows) await run.take(row);
    const counts = await run.finish();
    return {
      list: request.list,
      encoding: file.encoding,
      delimiter: file.delimiter,
      columns: columns.map((column, i) => ({ header: header[i] ?? '', as: describeColumn(column) })),
      standing,
      ...counts,
    };
  } finally {
    await rows.return(undefined);
  }
}

type Counts = { -readonly [Count in Outcome | 'rows' | 'duplicates' | 'rejected' | 'blank']: number };

/** How many rows are written in one transaction. */
const batchSize = 500;

/** One import on its way: the rows not yet written, who was seen, and the counts. */
class ImportRun {
  readonly #store: Store;
  readonly #request: ImportRequest;
  readonly #header: readonly string[];
  readonly #reading: RowReading;
  readonly #counts: Counts = {
    ...{ rows: 0, added: 0, updated: 0, unchanged: 0, left: 0, staysOut: 0 },
    ...{ duplicates: 0, rejected: 0, blank: 0 },
  };
  /** The weightiest standing that each address has had in the file so far. */
  readonly #seen = new Map<string, Standing>();
  #batch = new Map<string, ImportRow>();

  constructor(store: Store, request: ImportRequest, header: readonly string[], reading: RowReading) {
    this.#store = store;
    this.#request = request;
    this.#header = header;
    this.#reading = reading;
  }

  async take(csv: CsvRow): Promise<void> {
    const read = readRow(csv, this.#reading);
    if (read.kind === 'blank') {
      this.#counts.blank += 1;
      return;
    }
    this.#counts.rows += 1;
    if (read.kind === 'row') await this.#add(read.row);
    else await this.#reject(csv, read.reason);
  }

  async finish(): Promise<Counts> {
    await this.#write();
    if (!this.#request.dryRun) await ensureList(this.#store.db, this.#request.list, this.#request.now);
    return this.#counts;
  }

  /**
   * Of several rows of one person the first counts; of a later one only what it says of their standing, when that
   * weighs more. So the order of rows decides nothing but values.
   */
  async #add(row: ImportRow): Promise<void> {
    const seen = this.#seen.get(row.emailKey);
    if (seen !== undefined && !outweighs(row.standing, seen)) {
      this.#counts.duplicates += 1;
      return;
    }
    this.#seen.set(row.emailKey, row.standing);
    if (this.#batch.has(row.emailKey)) await this.#write();
    this.#batch.set(row.emailKey, seen === undefined ? row : { ...row, fields: {}, tags: [] });
    if (this.#batch.size === batchSize) await this.#write();
  }

  async #reject(csv: CsvRow, reason: string): Promise<void> {
    this.#counts.rejected += 1;
    await this.#request.onReject?.({ line: csv.line, reason, cells: csv.cells, header: this.#header });
  }

  async #write(): Promise<void> {
    const rows = [...this.#batch.values()];
    this.#batch = new Map();
    const { dryRun, onProgress, signal } = this.#request;
    const outcomes = dryRun ? await this.#decideOnly(rows) : await this.#decideAndWrite(rows);
    for (const outcome of outcomes) this.#counts[outcome] += 1;
    onProgress?.(this.#counts.rows);
    if (signal?.aborted) throw this.#interrupted();
  }

  async #decideOnly(rows: readonly ImportRow[]): Promise<Outcome[]> {
    const list = await findList(this.#store.db, this.#request.list);
    const decided = await decideBatch(this.#store.db, list, rows, this.#importing());
    return decided.map(({ decision }) => decision.outcome);
  }

  #decideAndWrite(rows: readonly ImportRow[]): Promise<Outcome[]> {
    return this.#store.transaction(async (db) => {
      const list: List = await ensureList(db, this.#request.list, this.#request.now);
      const decided = await decideBatch(db, list, rows, this.#importing());
      await writeBatch(db, list, decided, this.#importing());
      return decided.map(({ decision }) => decision.outcome);
    });
  }

  #importing() {
    const { now, path, source } = this.#request;
    return { now, source: source ?? `import ${basename(path)}` };
  }

  #interrupted(): Failure {
    const rows = this.#counts.rows;
    return new Failure(
      'interrupted',
      'subscribers/interrupted',
      `Stopped after ${rows} rows; those are imported`,
      {
        advice: 'Run the same command again to go on; what is imported stays as it is.',
      },
    );
  }
}

function describeColumn(column: Column): string {
  switch (column.as) {
    case 'field':
      return `field ${column.field}`;
    case 'standing':
    case 'standing or field':
      return 'status';
    case 'consent':
    case 'consent source':
    case 'consent record':
      return 'consent';
    default:
      return column.as;
  }
}
