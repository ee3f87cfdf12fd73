import type { Kysely } from 'kysely';
import { Failure } from '../finding/failure.ts';
import type { Engine } from './engine.ts';
import { type Migration, migrations } from './migrations/all.ts';

type Migrated = { migrations: { number: number; name: string; at: number } };

/**
 * Brings the store to what this version knows, one migration a transaction, each recorded in the same
 * transaction. Several processes may do this at once: who comes second finds it done.
 * @throws Failure `store/newer` when a newer Pennypost has been here.
 */
export async function migrate(
  db: Kysely<unknown>,
  engine: Engine,
  known: readonly Migration[] = migrations,
): Promise<void> {
  const done = await applied(db);
  refuseNewer(done, known);
  for (const migration of known) {
    if (!done.has(migration.number)) await step(db, engine, migration);
  }
}

async function step(db: Kysely<unknown>, engine: Engine, migration: Migration): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await engine.lockMigrations(transaction);
    await prepare(transaction);
    if ((await applied(transaction)).has(migration.number)) return;
    await migration.up(transaction, engine);
    await transaction
      .withTables<Migrated>()
      .insertInto('migrations')
      .values({ number: migration.number, name: migration.name, at: Date.now() })
      .execute();
  });
}

async function prepare(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
}

async function applied(db: Kysely<unknown>): Promise<ReadonlySet<number>> {
  const tables = await db.introspection.getTables();
  if (!tables.some((table) => table.name === 'migrations')) return new Set();
  const rows = await db.withTables<Migrated>().selectFrom('migrations').select('number').execute();
  return new Set(rows.map((row) => row.number));
}

function refuseNewer(done: ReadonlySet<number>, known: readonly Migration[]): void {
  const newest = Math.max(0, ...known.map((migration) => migration.number));
  if ([...done].every((number) => number <= newest)) return;
  throw new Failure('setup', 'store/newer', 'A newer Pennypost has written to this store', {
    advice: 'Update with: npm install pennypost@latest',
    undone: 'Nothing was sent, and nothing was changed.',
  });
}
