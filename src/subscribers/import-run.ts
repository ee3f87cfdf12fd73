import { Failure } from '../finding/failure.ts';
import { ensureList, findList } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { type Decided, type KnownRow, lookUp, writeBatch } from './batch.ts';
import type { CsvPage, CsvRow } from './csv/rows.ts';
import { decide, type Importing, type Outcome } from './decide.ts';
import type { Reject } from './rejects.ts';
import { type ImportRow, type RowReading, readRow } from './row.ts';
import { SeenPeople } from './seen.ts';
import { hasLeft, outweighs } from './standing.ts';
import { type LikelyTypo, TypoTally } from './typos.ts';

/** What is brought where. */
export interface ImportJob extends Importing {
  /** The list's name; it is made if there is none. */
  readonly list: string;
  readonly header: readonly string[];
  readonly reading: RowReading;
  /** By which those are known who were erased. */
  readonly secrets: readonly string[];
  /** Reads and decides everything, and writes nothing. */
  readonly dryRun: boolean;
  readonly onReject: (reject: Reject) => void | Promise<void>;
  readonly onProgress: (rows: number) => void;
  readonly signal: AbortSignal | undefined;
}

export type Counts = Readonly<Record<Outcome | 'rows' | 'duplicates' | 'rejected' | 'blank', number>>;

/**
 * How many rows are written in one transaction, and how many characters at most. Addresses come in no order, so
 * each row changes another page of their index: the more rows share a transaction, the fewer pages are written.
 */
const batchSize = 10_000;
const batchLength = 8_000_000;
/** How many of them are looked up and decided together. */
const sliceSize = 1_000;

/** One import on its way: the rows not yet written, who was seen, and the counts. */
export class ImportRun {
  readonly #store: Store;
  readonly #job: ImportJob;
  readonly #counts: { -readonly [Count in keyof Counts]: number } = {
    ...{ rows: 0, added: 0, updated: 0, unchanged: 0, left: 0, staysOut: 0 },
    ...{ duplicates: 0, rejected: 0, blank: 0 },
  };
  readonly #seen = new SeenPeople();
  readonly #typos = new TypoTally();
  #batch = new Map<string, ImportRow>();
  #length = 0;

  constructor(store: Store, job: ImportJob) {
    this.#store = store;
    this.#job = job;
  }

  async take(page: CsvPage): Promise<void> {
    for (const csv of page) {
      const read = readRow(csv, this.#job.reading);
      if (read.kind === 'blank') this.#counts.blank += 1;
      else if (read.kind === 'rejected') await this.#reject(csv, read.reason);
      else {
        if (this.#mustWait(read.row)) await this.#write();
        this.#add(read.row, csv);
        if (this.#isFull) await this.#write();
      }
    }
  }

  async finish(): Promise<Counts> {
    await this.#write();
    if (!this.#job.dryRun) await ensureList(this.#store.db, this.#job.list, this.#job.now);
    return this.#counts;
  }

  /** Of the rows read so far; who has left gets no mail, wherever it would go. */
  get typos(): readonly LikelyTypo[] {
    return this.#typos.typos;
  }

  /** A batch has one row of each person; a second one that weighs more is for the next. */
  #mustWait(row: ImportRow): boolean {
    const other = this.#batch.get(row.emailKey);
    return other !== undefined && outweighs(row.standing, other.standing);
  }

  get #isFull(): boolean {
    return this.#batch.size >= batchSize || this.#length >= batchLength;
  }

  #add(row: ImportRow, { cells }: CsvRow): void {
    this.#counts.rows += 1;
    if (!hasLeft(row.standing)) this.#typos.note(row.email, row.line);
    if (this.#batch.has(row.emailKey)) {
      this.#counts.duplicates += 1;
      return;
    }
    this.#batch.set(row.emailKey, row);
    for (const cell of cells) this.#length += cell.length;
  }

  async #reject(csv: CsvRow, reason: string): Promise<void> {
    this.#counts.rows += 1;
    this.#counts.rejected += 1;
    const { header, reading } = this.#job;
    const standing = reading.standing === 'active' ? undefined : reading.standing;
    await this.#job.onReject({ line: csv.line, reason, cells: csv.cells, header, standing });
  }

  async #write(): Promise<void> {
    const rows = [...this.#batch.values()];
    this.#batch = new Map();
    this.#length = 0;
    if (this.#job.dryRun) await this.#decideOnly(rows);
    else await this.#decideAndWrite(rows);
    this.#job.onProgress(this.#counts.rows);
    if (this.#job.signal?.aborted) throw interrupted(this.#counts.rows);
  }

  async #decideOnly(rows: readonly ImportRow[]): Promise<void> {
    const { db } = this.#store;
    const list = await findList(db, this.#job.list);
    for (const some of slices(rows))
      this.#note(this.#decide(await lookUp(db, list, some, this.#job.secrets)));
  }

  #decideAndWrite(rows: readonly ImportRow[]): Promise<void> {
    return this.#store.transaction(async (db) => {
      const list = await ensureList(db, this.#job.list, this.#job.now);
      for (const some of slices(rows)) {
        const decided = this.#decide(await lookUp(db, list, some, this.#job.secrets));
        this.#note(decided, await writeBatch(db, list, decided, this.#job));
      }
    });
  }

  /**
   * Of several rows of one person the first counts; of a later one only what it says of their standing, when that
   * weighs more. So the order of rows decides nothing but values. Duplicates are left out.
   */
  #decide(rows: readonly KnownRow[]): Decided[] {
    const decided: Decided[] = [];
    for (const { row, known } of rows) {
      const seen = this.#seen.standingOf(row.emailKey, known.subscriber?.id);
      if (seen !== undefined && !outweighs(row.standing, seen)) {
        this.#counts.duplicates += 1;
        continue;
      }
      const counts = seen === undefined ? row : { ...row, fields: {}, tags: [] };
      decided.push({ row: counts, known, decision: decide(counts, known, this.#job) });
    }
    return decided;
  }

  #note(decided: readonly Decided[], newIds: ReadonlyMap<string, number> = new Map()): void {
    for (const { row, known, decision } of decided) {
      this.#counts[decision.outcome] += 1;
      this.#seen.note(row.emailKey, known.subscriber?.id ?? newIds.get(row.emailKey), row.standing);
    }
  }
}

/** What is made of rows on their way into the store is many times as large as they are. */
function* slices(rows: readonly ImportRow[]): Generator<readonly ImportRow[]> {
  for (let at = 0; at < rows.length; at += sliceSize) yield rows.slice(at, at + sliceSize);
}

function interrupted(rows: number): Failure {
  return new Failure(
    'interrupted',
    'subscribers/interrupted',
    `Stopped after ${rows} rows; those are imported`,
    { advice: 'Run the same command again to go on; what is imported stays as it is.' },
  );
}
