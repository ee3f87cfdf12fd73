import type { Kysely } from 'kysely';
import type { Engine } from '../engine.ts';

/** The web copies of issues and the pictures they show, in a form that another machine can be given. */
export async function archive(db: Kysely<unknown>, { integer, bytes }: Engine): Promise<void> {
  await db.schema
    .createTable('archive')
    .addColumn('mailing_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('issue', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('date', 'text')
    .addColumn('lang', 'text', (column) => column.notNull())
    .addColumn('dir', 'text', (column) => column.notNull())
    .addColumn('css', 'text', (column) => column.notNull())
    .addColumn('html', 'text', (column) => column.notNull())
    .addColumn('sent_at', integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('archive_by_issue').on('archive').column('issue').execute();
  await db.schema
    .createTable('pictures')
    .addColumn('name', 'text', (column) => column.notNull().primaryKey())
    .addColumn('content', bytes, (column) => column.notNull())
    .execute();
}
