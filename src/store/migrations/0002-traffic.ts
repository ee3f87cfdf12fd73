import { type Kysely, sql } from 'kysely';
import type { Engine } from '../engine.ts';

/** What went out when, for limits that outlive a process; and the rate of a mailing in words, which may be several. */
export async function traffic(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await counts(db, engine);
  await rateInWords(db);
}

async function counts(db: Kysely<unknown>, { integer }: Engine): Promise<void> {
  await db.schema
    .createTable('traffic')
    .addColumn('minute', integer, (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('messages', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('traffic_key', ['minute', 'provider'])
    .execute();
  await db.schema
    .createTable('traffic_hours')
    .addColumn('hour', integer, (column) => column.notNull().primaryKey())
    .addColumn('messages', integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('traffic_clock')
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('first_at', integer, (column) => column.notNull())
    .addColumn('ahead', integer, (column) => column.notNull())
    .execute();
}

/** Until now messages a second, as a number. */
async function rateInWords(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('mailings').addColumn('rate_words', 'text').execute();
  await sql`update mailings set rate_words = cast(rate as text) || '/s' where rate is not null`.execute(db);
  await db.schema.alterTable('mailings').dropColumn('rate').execute();
  await db.schema.alterTable('mailings').renameColumn('rate_words', 'rate').execute();
}
