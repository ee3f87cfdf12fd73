import { type Kysely, sql } from 'kysely';
import { inChunks } from './chunks.ts';
import type { Tables } from './tables.ts';

// Steps of the ledger that concern many deliveries of a mailing at once.

/** Deferred deliveries that have been tried for longer than allowed. */
export async function expireDeliveries(
  db: Kysely<Tables>,
  mailing: string,
  since: number,
  now: number,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'expired', updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('state', '=', sql.lit('deferred'))
    .where('deferred_since', '<=', since)
    .execute();
}

/** What `held` says of a delivery that was planned anew after its refusal had been held. */
export const heldOnce = 2;

/** By which a suppression is known that a refusal made. */
export function sourceOfRefusal(mailing: string, reply: string): string {
  return `mailing ${mailing}: ${reply}`;
}

/**
 * Refusals that paused the mailing say something of us, not of these readers: they are marked, to be planned
 * anew, and nobody stays suppressed because of them.
 */
export async function holdRefusals(
  db: Kysely<Tables>,
  mailing: string,
  subscriberIds: readonly number[],
): Promise<void> {
  for (const ids of inChunks(subscriberIds)) {
    const rows = await db
      .updateTable('deliveries')
      .set({ held: 1 })
      .where('mailing_id', '=', mailing)
      .where('subscriber_id', 'in', ids)
      .where('state', '=', 'rejected')
      .returning(['email_key', 'reply'])
      .execute();
    for (const { email_key, reply } of rows) {
      await unsuppress(db, email_key, sourceOfRefusal(mailing, reply ?? ''));
    }
  }
}

async function unsuppress(db: Kysely<Tables>, emailKey: string, source: string): Promise<void> {
  await db
    .deleteFrom('suppressions')
    .where('email_key', '=', emailKey)
    .where('reason', '=', 'bounced')
    .where('source', '=', source)
    .execute();
}

/**
 * rejected → planned, where the refusal was held; behind all others, so that those who were never tried show
 * first whether the server has changed its mind.
 */
export async function planHeldAgain(db: Kysely<Tables>, mailing: string, now: number): Promise<void> {
  const { last } = await db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .select((eb) => eb.fn.max('position').as('last'))
    .executeTakeFirstOrThrow();
  await db
    .updateTable('deliveries')
    .set((eb) => ({ ...afresh, held: heldOnce, position: eb('position', '+', last), updated_at: now }))
    .where('mailing_id', '=', mailing)
    .where('state', '=', 'rejected')
    .where('held', '=', 1)
    .execute();
}

/** As if it had never been tried, except for the number of attempts. */
const afresh = { state: 'planned', reason: null, due_at: null, deferred_since: null } as const;

/** For how many people a resume has something to do: those who are still on their way, and held refusals. */
export async function countLeft(db: Kysely<Tables>, mailing: string): Promise<number> {
  const { left } = await db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['planned', 'claimed', 'sending', 'deferred']),
        eb.and([eb('state', '=', 'rejected'), eb('held', '=', 1)]),
      ]),
    )
    .select((eb) => eb.fn.countAll<number | bigint | string>().as('left'))
    .executeTakeFirstOrThrow();
  return Number(left);
}

/** unknown → planned, because the user said so: the server may have the first copy. */
export async function planUnknownAgain(db: Kysely<Tables>, mailing: string, now: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ ...afresh, updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('state', '=', 'unknown')
    // Whoever was erased since cannot be written to.
    .where('email', '!=', '')
    .execute();
}

/** planned, deferred → cancelled. */
export async function cancelDeliveries(db: Kysely<Tables>, mailing: string, now: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'cancelled', updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('state', 'in', ['planned', 'deferred'])
    .execute();
}
