import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Engine } from '../engine.ts';

/** A store that has another one beside it: who it is, how far each knows the other, and what numbers mean there. */
export async function sync(db: Kysely<unknown>, { integer }: Engine): Promise<void> {
  await db.schema
    .createTable('identity')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('mark', 'text', (column) => column.notNull())
    .execute();
  await (db as Kysely<{ identity: { id: string; mark: string } }>)
    .insertInto('identity')
    .values({ id: randomUUID(), mark: '' })
    .execute();
  await db.schema
    .createTable('peers')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('taken', integer, (column) => column.notNull())
    .addColumn('given', integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('foreign_readers')
    .addColumn('peer', 'text', (column) => column.notNull())
    .addColumn('number', integer, (column) => column.notNull())
    .addColumn('subscriber_id', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('foreign_readers_key', ['peer', 'number'])
    .execute();
  await db.schema
    .createIndex('foreign_readers_by_subscriber')
    .on('foreign_readers')
    .column('subscriber_id')
    .execute();
  await db.schema
    .createTable('foreign_lists')
    .addColumn('peer', 'text', (column) => column.notNull())
    .addColumn('number', integer, (column) => column.notNull())
    .addColumn('list_id', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('foreign_lists_key', ['peer', 'number'])
    .execute();
  await db.schema
    .createTable('foreign_mailings')
    .addColumn('mailing_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('peer', 'text', (column) => column.notNull())
    .execute();
}
