import type { Driver, TransactionSettings } from 'kysely';
import type { Database } from './binding.ts';
import { SqliteConnection } from './connection.ts';

/** One connection, lent to one borrower at a time. */
export class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  #lent: Promise<void> = Promise.resolve();
  #giveBack: () => void = () => undefined;

  constructor(database: Database) {
    this.#connection = new SqliteConnection(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    const before = this.#lent;
    let giveBack: () => void = () => undefined;
    this.#lent = new Promise((resolve) => {
      giveBack = resolve;
    });
    await before;
    this.#giveBack = giveBack;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#giveBack();
  }

  /** A write transaction takes its lock at once: one that finds out later that it must wait, fails instead. */
  async beginTransaction(_: unknown, settings: TransactionSettings): Promise<void> {
    this.#connection.begin(settings.accessMode === 'read only' ? 'deferred' : 'immediate');
  }

  async commitTransaction(): Promise<void> {
    this.#connection.commit();
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }

  /** Waits for whoever has the connection: closing under a transaction would cut it in two. */
  async destroy(): Promise<void> {
    const connection = await this.acquireConnection();
    connection.close();
  }
}
