import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** How many there were of any of these subjects after an instant. */
export async function sumJoiningCounts(
  db: Kysely<Tables>,
  subjects: readonly string[],
  after: number,
): Promise<number> {
  const { sum } = await db
    .selectFrom('joining_counts')
    .select((eb) => eb.fn.sum<number | string | null>('count').as('sum'))
    .where('subject', 'in', subjects)
    .where('begins_at', '>', after)
    .executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}

/** One more of a subject. */
export async function countJoining(db: Kysely<Tables>, subject: string, beginsAt: number): Promise<void> {
  await db
    .insertInto('joining_counts')
    .values({ subject, begins_at: beginsAt, count: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['subject', 'begins_at'])
        .doUpdateSet((eb) => ({ count: eb('joining_counts.count', '+', 1) })),
    )
    .execute();
}

export async function forgetJoiningCounts(db: Kysely<Tables>, before: number): Promise<void> {
  await db.deleteFrom('joining_counts').where('begins_at', '<=', before).execute();
}

/** What was mailed to an address, whichever of its hashes it is kept under. */
export async function findJoiningMails(
  db: Kysely<Tables>,
  subjects: readonly string[],
): Promise<{ readonly mails: number; readonly lastAt: number }> {
  const rows = await db.selectFrom('joining_mails').selectAll().where('subject', 'in', subjects).execute();
  return {
    mails: rows.reduce((sum, { mails }) => sum + mails, 0),
    lastAt: Math.max(0, ...rows.map(({ last_at }) => last_at)),
  };
}

/** One more to an address. */
export async function countJoiningMail(db: Kysely<Tables>, subject: string, now: number): Promise<void> {
  await db
    .insertInto('joining_mails')
    .values({ subject, mails: 1, last_at: now })
    .onConflict((conflict) =>
      conflict
        .column('subject')
        .doUpdateSet((eb) => ({ mails: eb('joining_mails.mails', '+', 1), last_at: now })),
    )
    .execute();
}

/** Counts from the beginning; when the last one was is kept. */
export async function resetJoiningMails(db: Kysely<Tables>, subjects: readonly string[]): Promise<void> {
  await db.updateTable('joining_mails').set({ mails: 0 }).where('subject', 'in', subjects).execute();
}
