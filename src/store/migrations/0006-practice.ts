import { type Kysely, sql } from 'kysely';
import type { Engine } from '../engine.ts';

/**
 * Whether a mailing only goes to the outbox. Of earlier ones nobody knows: they count as sent in earnest, so that
 * nobody gets a second copy. Practice does not stand in the way of the mailing itself.
 */
export async function practice(db: Kysely<unknown>, { integer }: Engine): Promise<void> {
  await db.schema
    .alterTable('mailings')
    .addColumn('practice', integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.dropIndex('mailings_unfinished').execute();
  await db.schema
    .createIndex('mailings_unfinished')
    .unique()
    .on('mailings')
    .columns(['issue', 'list_id', 'practice'])
    .where(sql.ref('state'), 'in', ['running', 'paused'])
    .execute();
}
