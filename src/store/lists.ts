import type { Kysely, Selectable } from 'kysely';
import type { ListTable, Tables } from './tables.ts';

export type List = Selectable<ListTable>;

export async function findList(db: Kysely<Tables>, name: string): Promise<List | undefined> {
  return await db.selectFrom('lists').selectAll().where('name', '=', name).executeTakeFirst();
}

/** Every list, by name. */
export async function findLists(db: Kysely<Tables>): Promise<List[]> {
  return await db.selectFrom('lists').selectAll().orderBy('name').execute();
}

/** The list of that name, made if there is none; two processes that ask at once get the same one. */
export async function ensureList(db: Kysely<Tables>, name: string, now: number): Promise<List> {
  const found = await findList(db, name);
  if (found) return found;
  await db
    .insertInto('lists')
    .values({ name, created_at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return await db.selectFrom('lists').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
}
