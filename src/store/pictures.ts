import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A picture that anybody may fetch. */
export interface HostedPicture {
  /** Its content's hash and its ending: `3f9c….png`. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** Keeps pictures; one of the same name is the same picture. */
export async function putPictures(db: Kysely<Tables>, pictures: readonly HostedPicture[]): Promise<void> {
  for (const { name, content } of pictures) {
    await db
      .insertInto('pictures')
      .values({ name, content })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  }
}

export async function findPicture(db: Kysely<Tables>, name: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('pictures').select('content').where('name', '=', name).executeTakeFirst();
  return row?.content;
}

/** The names of all pictures, in order. */
export async function listPictures(db: Kysely<Tables>): Promise<readonly string[]> {
  const rows = await db.selectFrom('pictures').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}
