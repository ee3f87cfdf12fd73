import type { ColumnDefinitionBuilder, CompiledQuery, DialectAdapter, Kysely, RawBuilder } from 'kysely';
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
  /** Bytes of any length, as a Uint8Array. */
  readonly bytes: 'blob' | 'bytea';
  /** Holds off other processes that are migrating, until the transaction ends. */
  readonly lockMigrations: (db: Kysely<unknown>) => Promise<void>;
  /** Runs a statement once for each row of its values, before asking for the next; may change them. @returns the id each new row got, if its table gives ids */
  readonly runMany: (
    db: Kysely<Tables>,
    query: CompiledQuery,
    rows: Iterable<unknown[]>,
  ) => Promise<readonly number[]>;
  /** A query that gives the members of a JSON array, each a text or each a whole number. */
  readonly membersOf: (array: RawBuilder<string>, type: 'text' | 'integer') => RawBuilder<unknown>;
  /** The JSON text of one value in a column that holds a JSON object; null when it has none of that name. */
  readonly fieldOf: (column: string, name: string) => RawBuilder<string | null>;
  /** What stands behind the @ of an address in a column. */
  readonly domainOf: (column: string) => RawBuilder<string>;
  /** Of a JSON object of texts, the one that is named by a number in a column. */
  readonly textFor: (json: RawBuilder<string>, column: string) => RawBuilder<string>;
}

/** Kysely’s adapter, which every connection and transaction of a store carries, saying which engine it is for. */
export interface EngineAdapter extends DialectAdapter {
  readonly engine: Engine;
}

/** The engine that answers what is asked of `db`. */
export function engineOf(db: Kysely<Tables>): Engine {
  return (db.getExecutor().adapter as EngineAdapter).engine;
}
