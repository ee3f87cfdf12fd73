import type { Kysely } from 'kysely';
import type { Engine } from '../engine.ts';

/** What a copy’s Date says, so that the copy can be built again to the byte. Not known of earlier copies. */
export async function dated(db: Kysely<unknown>, { integer }: Engine): Promise<void> {
  await db.schema.alterTable('deliveries').addColumn('dated_at', integer).execute();
}
