import { type Dialect, type Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { EngineAdapter } from '../engine.ts';
import type { Database } from './binding.ts';
import { SqliteDriver } from './driver.ts';
import { sqliteEngine } from './engine.ts';

/** Kysely's SQLite over an open `DatabaseSync`. */
export function sqliteDialect(database: Database): Dialect {
  return {
    createDriver: () => new SqliteDriver(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteEngineAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}

class SqliteEngineAdapter extends SqliteAdapter implements EngineAdapter {
  readonly engine = sqliteEngine;
}
