import type { Kysely, Transaction } from 'kysely';
import type { Backend, Outlives } from './backend.ts';
import type { Tables } from './tables.ts';

/**
 * A newsletter's memory, open. Inside `transaction` use only the transaction that is given: the store has one
 * connection, and asking `db` there would wait for ever.
 */
export class Store {
  readonly db: Kysely<Tables>;
  readonly #backend: Backend;
  #closing: Promise<void> | undefined;
  #version: number | undefined;

  constructor(backend: Backend) {
    this.db = backend.db;
    this.#backend = backend;
  }

  /**
   * Everything `work` writes, or nothing of it. Takes the write lock at the start.
   * @throws Failure `store/busy`, `store/full`, `store/open`; whatever `work` throws.
   */
  async transaction<T>(
    work: (db: Transaction<Tables>) => Promise<T>,
    outlives: Outlives = 'power',
  ): Promise<T> {
    try {
      return await this.#backend.transact(outlives, work);
    } catch (error) {
      throw this.explain(error);
    } finally {
      // It may have waited for another process to write.
      this.#version = undefined;
    }
  }

  /** The same, for what is to be gone for good: the place of what is deleted is overwritten in the file. */
  overwriting<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    this.#backend.overwriteDeleted();
    return this.transaction(work);
  }

  /** For whoever is about to write a great many rows in no order: more of the store is kept in memory. */
  rememberMore(): void {
    this.#backend.rememberMore();
  }

  /**
   * A number that changes whenever another process has written. Asking is cheap: the file is looked at once in a
   * turn of the event loop, however often it is asked for.
   */
  version(): number {
    if (this.#version === undefined) {
      this.#version = this.#backend.version();
      setImmediate(() => {
        this.#version = undefined;
      });
    }
    return this.#version;
  }

  /** The failure a person can act on behind an error of the engine; any other error as it is. */
  explain(error: unknown): unknown {
    return this.#backend.explain(error);
  }

  /** May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.db.destroy();
    return this.#closing;
  }
}
