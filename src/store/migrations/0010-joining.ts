import type { Kysely } from 'kysely';
import type { Engine } from '../engine.ts';

/**
 * Wishes to join that are to be confirmed, and what limits them: how many came lately from a network and from
 * everywhere, and how many confirmations were mailed to an address. Both are kept under keyed hashes.
 */
export async function joining(db: Kysely<unknown>, { id, integer }: Engine): Promise<void> {
  await db.schema
    .createTable('joinings')
    .addColumn('id', id.type, id.build)
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('email_key', 'text', (column) => column.notNull())
    .addColumn('lists', 'text', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('consent', 'text', (column) => column.notNull())
    .addColumn('asked_at', integer, (column) => column.notNull())
    .addColumn('done_at', integer)
    .execute();
  await db.schema.createIndex('joinings_by_asked_at').on('joinings').column('asked_at').execute();
  await db.schema
    .createTable('joining_counts')
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('begins_at', integer, (column) => column.notNull())
    .addColumn('count', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('joining_counts_key', ['subject', 'begins_at'])
    .execute();
  await db.schema
    .createIndex('joining_counts_by_begins_at')
    .on('joining_counts')
    .column('begins_at')
    .execute();
  await db.schema
    .createTable('joining_mails')
    .addColumn('subject', 'text', (column) => column.notNull().primaryKey())
    .addColumn('mails', integer, (column) => column.notNull())
    .addColumn('last_at', integer, (column) => column.notNull())
    .execute();
}
