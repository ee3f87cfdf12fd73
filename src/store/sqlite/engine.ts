import { sql } from 'kysely';
import type { Engine, GivenColumn } from '../engine.ts';

export const sqliteEngine: Engine = {
  id: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
  integer: 'integer',
  // The transaction began with BEGIN IMMEDIATE: it is alone already.
  lockMigrations: async () => undefined,
  // Without a WHERE, SQLite takes an ON CONFLICT that follows for the ON of a join.
  rowsOf: (json, columns) => sql`select ${sql.join(columns.map(cell))} from json_each(${json}) where true`,
  textFor: (json, column) => sql`json_extract(${json}, '$."' || ${sql.ref(column)} || '"')`,
  memberOf: (column, name) => sql`${sql.ref(column)} -> ${sql.lit(`$."${name}"`)}`,
};

function cell({ name }: GivenColumn, index: number) {
  return sql`value ->> ${sql.lit(index)} as ${sql.ref(name)}`;
}
