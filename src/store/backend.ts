import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * What a written transaction outlives. `power`: also a power cut, at the price of waiting for the disk.
 * `process`: the end of this process, however sudden; a power cut may take the last second of it back.
 */
export type Outlives = 'power' | 'process';

/** What a store needs of the engine that holds it, beyond Kysely’s questions. */
export interface Backend {
  readonly db: Kysely<Tables>;
  /** Everything `work` writes, or nothing of it. Takes the write lock at the start. */
  transact<T>(outlives: Outlives, work: (db: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** From now on, what is deleted or replaced is overwritten where it lay. */
  overwriteDeleted(): void;
  /** From now on, more of what was read is kept in memory. */
  rememberMore(): void;
  /** Changes whenever another process has written. */
  version(): number;
  /** The failure a person can act on behind an error of the engine; any other error as it is. */
  explain(error: unknown): unknown;
}
