import type { ColumnDefinitionBuilder, DialectAdapter, Kysely, RawBuilder } from 'kysely';
import type { Tables } from './tables.ts';

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
  /** A query that gives the rows of a JSON array of arrays, each with these columns in their order. */
  readonly rowsOf: (json: string, columns: readonly GivenColumn[]) => RawBuilder<unknown>;
  /** Of a JSON object of texts, the member that is named by a number in a column. */
  readonly textFor: (json: string, column: string) => RawBuilder<string>;
  /** The JSON text of one member of a column that holds a JSON object; null when it has none of that name. */
  readonly memberOf: (column: string, name: string) => RawBuilder<string | null>;
}

/** A column of rows that come from outside the store. */
export interface GivenColumn {
  readonly name: string;
  readonly type: 'text' | 'integer';
}

/** Kysely’s adapter, which every connection and transaction of a store carries, saying which engine it is for. */
export interface EngineAdapter extends DialectAdapter {
  readonly engine: Engine;
}

/** The engine that answers what is asked of `db`. */
export function engineOf(db: Kysely<Tables>): Engine {
  return (db.getExecutor().adapter as EngineAdapter).engine;
}
