import type { Kysely } from 'kysely';
import type { PeerTable, Tables } from './tables.ts';

/** How far this store and another know each other: numbers of events. */
export type Peer = Readonly<PeerTable>;

export async function readPeer(db: Kysely<Tables>, id: string): Promise<Peer> {
  const known = await db.selectFrom('peers').selectAll().where('id', '=', id).executeTakeFirst();
  return known ?? { id, taken: 0, given: 0 };
}

export async function savePeer(db: Kysely<Tables>, peer: Peer): Promise<void> {
  await db
    .insertInto('peers')
    .values(peer)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(peer))
    .execute();
}
