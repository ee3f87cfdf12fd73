import type { Engine } from '../engine.ts';

export const sqliteEngine: Engine = {
  id: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
  integer: 'integer',
  // The transaction began with BEGIN IMMEDIATE: it is alone already.
  lockMigrations: async () => undefined,
};
