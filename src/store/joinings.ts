import type { Kysely } from 'kysely';
import type { EmailAddress } from '../address/email-address.ts';
import type { Fields } from './subscribers.ts';
import type { Tables } from './tables.ts';

/** A wish to join, to be confirmed by mail. */
export interface Joining {
  readonly id: number;
  readonly email: EmailAddress;
  readonly emailKey: string;
  /** Names of lists. */
  readonly lists: readonly string[];
  readonly fields: Fields;
  readonly consent: Readonly<Record<string, string>>;
  readonly askedAt: number;
  readonly doneAt: number | null;
}

/** @returns its id */
export async function addJoining(
  db: Kysely<Tables>,
  joining: Omit<Joining, 'id' | 'doneAt'>,
): Promise<number> {
  const { id } = await db
    .insertInto('joinings')
    .values({
      email: joining.email,
      email_key: joining.emailKey,
      lists: JSON.stringify(joining.lists),
      fields: JSON.stringify(joining.fields),
      consent: JSON.stringify(joining.consent),
      asked_at: joining.askedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function findJoining(db: Kysely<Tables>, id: number): Promise<Joining | undefined> {
  const row = await db.selectFrom('joinings').selectAll().where('id', '=', id).executeTakeFirst();
  return (
    row && {
      id: row.id,
      email: row.email as EmailAddress,
      emailKey: row.email_key,
      lists: JSON.parse(row.lists) as string[],
      fields: JSON.parse(row.fields) as Record<string, string>,
      consent: JSON.parse(row.consent) as Record<string, string>,
      askedAt: row.asked_at,
      doneAt: row.done_at,
    }
  );
}

export async function endJoining(db: Kysely<Tables>, id: number, now: number): Promise<void> {
  await db.updateTable('joinings').set({ done_at: now }).where('id', '=', id).execute();
}

/** Forgets every wish from before an instant, and all that was in it. */
export async function forgetJoinings(db: Kysely<Tables>, before: number): Promise<void> {
  await db.deleteFrom('joinings').where('asked_at', '<=', before).execute();
}
