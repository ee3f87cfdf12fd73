import { type Kysely, sql } from 'kysely';

/**
 * Whether anybody was erased is asked before every import, addition and subscription, and nearly always the answer
 * is no; among a hundred thousand suppressions it is found by an index that holds only those.
 */
export async function erased(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('suppressions_erased')
    .on('suppressions')
    .column('email_key')
    .where(sql.ref('reason'), '=', 'erased')
    .execute();
}
