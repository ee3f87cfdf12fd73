import { type Kysely, sql } from 'kysely';
import type { Engine } from '../engine.ts';

/** What readers may wish besides leaving: a pause, and their mail at another address. */
export async function preferences(db: Kysely<unknown>, { id, integer }: Engine): Promise<void> {
  await db.schema.alterTable('subscriptions').addColumn('paused_until', integer).execute();
  await db.schema
    .createIndex('subscriptions_paused')
    .on('subscriptions')
    .columns(['list_id', 'paused_until'])
    .where(sql.ref('paused_until'), 'is not', null)
    .execute();
  await db.schema
    .createTable('address_changes')
    .addColumn('id', id.type, id.build)
    .addColumn('subscriber_id', integer, (column) =>
      column.notNull().references('subscribers.id').onDelete('cascade'),
    )
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('email_key', 'text', (column) => column.notNull())
    .addColumn('asked_at', integer, (column) => column.notNull())
    .addColumn('done_at', integer)
    .addColumn('joined_id', integer)
    .execute();
  for (const column of ['subscriber_id', 'email_key'] as const) {
    await db.schema
      .createIndex(`address_changes_by_${column}`)
      .on('address_changes')
      .column(column)
      .execute();
  }
}
