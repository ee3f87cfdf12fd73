import { type Kysely, sql } from 'kysely';

/**
 * What is asked while a mailing runs has small indexes of its own. One on every state was written anew at each
 * step of each delivery, and was only ever asked for a few of them; the rest is counted by reading the mailing.
 */
export async function openDeliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('deliveries_by_state').execute();
  await db.schema
    .createIndex('deliveries_planned')
    .on('deliveries')
    .columns(['mailing_id', 'position'])
    .where(sql.ref('state'), '=', 'planned')
    .execute();
  await db.schema
    .createIndex('deliveries_deferred')
    .on('deliveries')
    .columns(['mailing_id', 'due_at'])
    .where(sql.ref('state'), '=', 'deferred')
    .execute();
  await db.schema
    .createIndex('deliveries_held')
    .on('deliveries')
    .columns(['mailing_id', 'sender_id'])
    .where(sql.ref('sender_id'), 'is not', null)
    .execute();
}
