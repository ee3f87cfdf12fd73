import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { addressKey } from '../address/email-address.ts';
import type { Notice } from '../message/notice.ts';
import type { Tables } from './tables.ts';

/** A notice that waits for a server to take it. */
export interface WaitingNotice {
  readonly id: number;
  /** The same on every attempt, and no other notice’s. */
  readonly name: string;
  readonly notice: Notice;
  readonly madeAt: number;
  /** With this one. */
  readonly tries: number;
}

/**
 * Keeps a notice in the transaction in which it becomes due. None is kept too, as an empty line that nobody mails:
 * it costs the same, so that the time an answer takes does not tell whether mail follows it.
 */
export async function putNotice(db: Kysely<Tables>, notice: Notice | undefined, now: number): Promise<void> {
  const row = {
    name: randomUUID(),
    email_key: notice ? addressKey(notice.to) : '',
    notice: notice ? JSON.stringify(notice) : '',
    made_at: now,
    due_at: now,
    tries: 0,
  };
  await db.insertInto('notices').values(row).execute();
}

/** The notice that has been due for longest, from now on taken: nobody else gets it. */
export async function takeNotice(db: Kysely<Tables>, now: number): Promise<WaitingNotice | undefined> {
  const row = await db
    .updateTable('notices')
    .set((eb) => ({ taken_at: now, tries: eb('tries', '+', 1) }))
    .where(
      'id',
      '=',
      waiting(db).select('id').where('due_at', '<=', now).orderBy('due_at').orderBy('id').limit(1),
    )
    .returningAll()
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      name: row.name,
      notice: JSON.parse(row.notice) as Notice,
      madeAt: row.made_at,
      tries: row.tries,
    }
  );
}

/** Lets a notice wait again. */
export async function putNoticeOff(db: Kysely<Tables>, id: number, dueAt: number): Promise<void> {
  await db.updateTable('notices').set({ due_at: dueAt, taken_at: null }).where('id', '=', id).execute();
}

/** For one that a server has, or that nobody tries any more. */
export async function dropNotice(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom('notices').where('id', '=', id).execute();
}

/** Takes out the empty lines. */
export async function dropEmptyNotices(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('notices').where('notice', '=', '').execute();
}

/** Gives up those that somebody took before an instant and never came back with. @returns how many */
export async function dropLostNotices(db: Kysely<Tables>, before: number): Promise<number> {
  const lost = await db.deleteFrom('notices').where('taken_at', '<=', before).executeTakeFirst();
  return Number(lost.numDeletedRows);
}

/** Gives up those that were made before an instant and still wait. @returns how many */
export async function dropOldNotices(db: Kysely<Tables>, before: number): Promise<number> {
  const old = await db
    .deleteFrom('notices')
    .where('taken_at', 'is', null)
    .where('made_at', '<=', before)
    .executeTakeFirst();
  return Number(old.numDeletedRows);
}

/** Whether there is one to be taken. */
export async function isNoticeDue(db: Kysely<Tables>, now: number): Promise<boolean> {
  return (
    (await waiting(db).select('id').where('due_at', '<=', now).limit(1).executeTakeFirst()) !== undefined
  );
}

/** How many wait, taken ones left aside. */
export async function countNotices(db: Kysely<Tables>): Promise<number> {
  const { count } = await waiting(db)
    .select((eb) => eb.fn.countAll<number | bigint | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function waiting(db: Kysely<Tables>) {
  return db.selectFrom('notices').where('taken_at', 'is', null).where('notice', '<>', '');
}
