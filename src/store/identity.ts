import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { IdentityTable, Tables } from './tables.ts';

/** Which store this is. A copy of its file has the same id, until the two meet. */
export type Identity = Readonly<IdentityTable>;

export function readIdentity(db: Kysely<Tables>): Promise<Identity> {
  return db.selectFrom('identity').selectAll().executeTakeFirstOrThrow();
}

/** Writes something into this store that no other one can hold. */
export async function markStore(db: Kysely<Tables>): Promise<Identity> {
  await db.updateTable('identity').set({ mark: randomUUID() }).execute();
  return readIdentity(db);
}

/** From now on it is another store than the one whose copy it is. */
export async function renameStore(db: Kysely<Tables>): Promise<Identity> {
  await db.updateTable('identity').set({ id: randomUUID() }).execute();
  return readIdentity(db);
}
