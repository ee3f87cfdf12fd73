import { type Kysely, sql } from 'kysely';
import type { Engine } from '../engine.ts';

/** Every table of the first version. Their meaning is told in tables.ts. */
export async function first(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await people(db, engine);
  await mailings(db, engine);
  await records(db, engine);
}

async function people(db: Kysely<unknown>, { id, integer }: Engine): Promise<void> {
  await db.schema
    .createTable('lists')
    .addColumn('id', id.type, id.build)
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('subscribers')
    .addColumn('id', id.type, id.build)
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('email_key', 'text', (column) => column.notNull().unique())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('subscriptions')
    .addColumn('list_id', integer, (column) => column.notNull().references('lists.id').onDelete('cascade'))
    .addColumn('subscriber_id', integer, (column) =>
      column.notNull().references('subscribers.id').onDelete('cascade'),
    )
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('consent_at', integer)
    .addColumn('consent', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addColumn('left_at', integer)
    .addPrimaryKeyConstraint('subscriptions_key', ['list_id', 'subscriber_id'])
    .execute();
  await db.schema
    .createIndex('subscriptions_by_subscriber')
    .on('subscriptions')
    .column('subscriber_id')
    .execute();
  await db.schema
    .createTable('suppressions')
    .addColumn('email_key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('at', integer, (column) => column.notNull())
    .execute();
}

async function mailings(db: Kysely<unknown>, { integer }: Engine): Promise<void> {
  await db.schema
    .createTable('mailings')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('issue', 'text', (column) => column.notNull())
    .addColumn('list_id', integer, (column) => column.notNull().references('lists.id'))
    .addColumn('segment', 'text')
    .addColumn('rate', 'real')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('content_hash', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('recipients', integer, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('ended_at', integer)
    .execute();
  // Two senders started at once cannot both begin the same issue to the same list.
  await db.schema
    .createIndex('mailings_unfinished')
    .unique()
    .on('mailings')
    .columns(['issue', 'list_id'])
    .where(sql.ref('state'), 'in', ['running', 'paused'])
    .execute();
  await deliveries(db, integer);
}

/** A delivery outlives its subscriber, so that the counts of a mailing add up for ever. */
async function deliveries(db: Kysely<unknown>, integer: Engine['integer']): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('mailing_id', 'text', (column) => column.notNull().references('mailings.id'))
    .addColumn('subscriber_id', integer, (column) => column.notNull())
    .addColumn('position', integer, (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('email_key', 'text', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', integer, (column) => column.notNull().defaultTo(0))
    .addColumn('due_at', integer)
    .addColumn('deferred_since', integer)
    .addColumn('sender_id', 'text')
    .addColumn('accepted_at', integer)
    .addColumn('reply', 'text')
    .addColumn('reason', 'text')
    .addColumn('held', integer, (column) => column.notNull().defaultTo(0))
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('deliveries_key', ['mailing_id', 'subscriber_id'])
    .execute();
  await db.schema
    .createIndex('deliveries_by_state')
    .on('deliveries')
    .columns(['mailing_id', 'state', 'position'])
    .execute();
  await db.schema.createIndex('deliveries_by_subscriber').on('deliveries').column('subscriber_id').execute();
}

async function records(db: Kysely<unknown>, { id, integer }: Engine): Promise<void> {
  await db.schema
    .createTable('senders')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('mailing_id', 'text', (column) => column.notNull())
    .addColumn('machine_id', 'text', (column) => column.notNull())
    .addColumn('boot_id', 'text', (column) => column.notNull())
    .addColumn('pid', integer, (column) => column.notNull())
    .addColumn('process_started', 'text', (column) => column.notNull())
    .addColumn('heartbeat_at', integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('senders_by_mailing').on('senders').column('mailing_id').execute();
  await db.schema
    .createTable('tests')
    .addColumn('content_hash', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('at', integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('tests_by_content').on('tests').column('content_hash').execute();
  await db.schema
    .createTable('events')
    .addColumn('id', id.type, id.build)
    .addColumn('at', integer, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('mailing_id', 'text')
    .addColumn('subscriber_id', integer)
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('events_by_subscriber').on('events').column('subscriber_id').execute();
  await db.schema.createIndex('events_by_mailing').on('events').column('mailing_id').execute();
}
