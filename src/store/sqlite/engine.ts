import { sql } from 'kysely';
import type { Engine } from '../engine.ts';
import type { SqliteConnection } from './connection.ts';

export const sqliteEngine: Engine = {
  id: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
  integer: 'integer',
  bytes: 'blob',
  // The transaction began with BEGIN IMMEDIATE: it is alone already.
  lockMigrations: async () => undefined,
  runMany: (db, query, rows) =>
    db
      .getExecutor()
      .provideConnection(async (connection) => (connection as SqliteConnection).runMany(query, rows)),
  membersOf: (array) => sql`select value from json_each(${array})`,
  fieldOf: (column, name) => sql`${sql.ref(column)} -> ${sql.lit(`$."${name}"`)}`,
  domainOf: (column) => sql`substr(${sql.ref(column)}, instr(${sql.ref(column)}, '@') + 1)`,
  textFor: (json, column) => sql`json_extract(${json}, '$."' || ${sql.ref(column)} || '"')`,
};
