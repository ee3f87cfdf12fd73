import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * A newsletter's memory, open. Inside `transaction` use only the transaction that is given: the store has one
 * connection, and asking `db` there would wait for ever.
 */
export class Store {
  readonly db: Kysely<Tables>;
  readonly #explain: (error: unknown) => unknown;
  #closing: Promise<void> | undefined;

  /** @param explain turns an engine's error into a Failure, where a person can do something about it. */
  constructor(db: Kysely<Tables>, explain: (error: unknown) => unknown) {
    this.db = db;
    this.#explain = explain;
  }

  /**
   * Everything `work` writes, or nothing of it. Takes the write lock at the start.
   * @throws Failure `store/busy`, `store/full`, `store/open`; whatever `work` throws.
   */
  async transaction<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    try {
      return await this.db.transaction().execute(work);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.db.destroy();
    return this.#closing;
  }
}
