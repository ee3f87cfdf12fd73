import type { Kysely } from 'kysely';
import type { EmailAddress } from '../address/email-address.ts';
import { repeated } from './repeated.ts';
import type { Tables } from './tables.ts';

/** A wish to get mail at another address. */
export interface AddressChange {
  readonly id: number;
  readonly subscriberId: number;
  readonly email: EmailAddress;
  readonly emailKey: string;
  readonly askedAt: number;
  readonly doneAt: number | null;
}

/** @returns its id */
export async function addAddressChange(
  db: Kysely<Tables>,
  change: Omit<AddressChange, 'id' | 'doneAt'>,
): Promise<number> {
  const { id } = await db
    .insertInto('address_changes')
    .values({
      subscriber_id: change.subscriberId,
      email: change.email,
      email_key: change.emailKey,
      asked_at: change.askedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function findAddressChange(db: Kysely<Tables>, id: number): Promise<AddressChange | undefined> {
  const row = await db.selectFrom('address_changes').selectAll().where('id', '=', id).executeTakeFirst();
  return (
    row && {
      id: row.id,
      subscriberId: row.subscriber_id,
      email: row.email as EmailAddress,
      emailKey: row.email_key,
      askedAt: row.asked_at,
      doneAt: row.done_at,
    }
  );
}

/** How often a person has asked after an instant. */
export async function countAskings(db: Kysely<Tables>, subscriberId: number, after: number): Promise<number> {
  const { count } = await db
    .selectFrom('address_changes')
    .select((eb) => eb.fn.countAll<number | bigint | string>().as('count'))
    .where('subscriber_id', '=', subscriberId)
    .where('asked_at', '>', after)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Forgets every wish from before an instant that nobody confirmed; the address in it may be anybody’s. */
export async function forgetAddressChanges(db: Kysely<Tables>, before: number): Promise<void> {
  await db
    .deleteFrom('address_changes')
    .where('done_at', 'is', null)
    .where('asked_at', '<=', before)
    .execute();
}

/** `joined`: the subscriber who had the new address before. */
export async function endAddressChange(
  db: Kysely<Tables>,
  id: number,
  { now, joined }: { readonly now: number; readonly joined: number | null },
): Promise<void> {
  await db
    .updateTable('address_changes')
    .set({ done_at: now, joined_id: joined })
    .where('id', '=', id)
    .execute();
}

/**
 * A person and, behind them, the subscribers they have joined one after the other by changing to an address that
 * somebody had: links in mail to the first are good for all of them.
 */
export async function findJoined(db: Kysely<Tables>, subscriberId: number): Promise<readonly number[]> {
  const ids = [subscriberId];
  let next = await joinedBy(db, subscriberId);
  while (next !== undefined && !ids.includes(next)) {
    ids.push(next);
    next = await joinedBy(db, next);
  }
  return ids;
}

async function joinedBy(db: Kysely<Tables>, subscriberId: number): Promise<number | undefined> {
  const [row] = await lastJoined(db, { subscriberId });
  return row?.joined_id ?? undefined;
}

const lastJoined = repeated<{ readonly subscriberId: number }, { readonly joined_id: number | null }>(
  (db, { subscriberId }) =>
    db
      .selectFrom('address_changes')
      .select('joined_id')
      .where('subscriber_id', '=', subscriberId)
      .where('joined_id', 'is not', null)
      .orderBy('done_at', 'desc')
      .limit(1),
);
