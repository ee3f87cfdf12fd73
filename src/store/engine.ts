import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

type WholeNumber = 'integer' | 'bigint';

/** What differs between engines, as data, so that migrations and queries are written once. */
export interface Engine {
  /** A number that counts up by itself and is never given twice. */
  readonly id: {
    readonly type: WholeNumber;
    readonly build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  };
  /** Whole numbers of 53 bits and more: instants, counts. */
  readonly integer: WholeNumber;
  /** Holds off other processes that are migrating, until the transaction ends. */
  readonly lockMigrations: (db: Kysely<unknown>) => Promise<void>;
}
