import type { Kysely, Selectable } from 'kysely';
import { anyText, insertMany } from './many.ts';
import type { SuppressionTable, Tables } from './tables.ts';

/** Why nothing is ever sent to an address, whatever list it is on. */
export type Suppression = Readonly<Selectable<SuppressionTable>>;

export async function findSuppression(
  db: Kysely<Tables>,
  emailKey: string,
): Promise<Suppression | undefined> {
  return await db.selectFrom('suppressions').selectAll().where('email_key', '=', emailKey).executeTakeFirst();
}

/** The suppressions there are among `emailKeys`, by key. */
export async function findSuppressions(
  db: Kysely<Tables>,
  emailKeys: readonly string[],
): Promise<Map<string, Suppression>> {
  const rows = await db
    .selectFrom('suppressions')
    .selectAll()
    .where('email_key', 'in', anyText(db, emailKeys))
    .execute();
  return new Map(rows.map((row) => [row.email_key, row]));
}

/** Suppresses addresses; one that is suppressed already keeps its first reason. */
export async function suppress(db: Kysely<Tables>, suppressions: readonly Suppression[]): Promise<void> {
  await insertMany(db, 'suppressions', suppressions, (insert) =>
    insert.onConflict((conflict) => conflict.column('email_key').doNothing()),
  );
}

/** Only when the person has asked to come back. */
export async function liftSuppression(db: Kysely<Tables>, emailKey: string): Promise<void> {
  await db.deleteFrom('suppressions').where('email_key', '=', emailKey).execute();
}
