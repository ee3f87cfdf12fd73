import { type Kysely, sql } from 'kysely';

/**
 * An index is paid for with every row that is written, and two of the first version were hardly asked: whether
 * somebody had an issue before is asked of each earlier mailing by its key, and most events belong to no mailing.
 */
export async function fewerIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('deliveries_by_subscriber').execute();
  await db.schema.dropIndex('events_by_mailing').execute();
  await db.schema
    .createIndex('events_by_mailing')
    .on('events')
    .column('mailing_id')
    .where(sql.ref('mailing_id'), 'is not', null)
    .execute();
}
