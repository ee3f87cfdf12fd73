import { type Kysely, type RawBuilder, sql } from 'kysely';
import { whereItWas } from './claims.ts';
import type { Holder } from './clearance.ts';
import type { DeliveryState, Settlement } from './delivery.ts';
import { engineOf } from './engine.ts';
import { membersOf, unindexed } from './many.ts';
import { repeated } from './repeated.ts';
import { sourceOfRefusal } from './replan.ts';
import { suppress } from './suppressions.ts';
import type { Tables } from './tables.ts';

/** What became of one reader’s copy. */
export interface Settled {
  readonly subscriberId: number;
  readonly settlement: Settlement;
}

/**
 * Writes steps out of `sending`. Gives the subscribers whose delivery was not ours any more; where it was given
 * up as unknown meanwhile, proof that the server took or refused it is written all the same.
 */
export async function settleDeliveries(
  db: Kysely<Tables>,
  holder: Holder,
  settled: readonly Settled[],
  now: number,
): Promise<ReadonlySet<number>> {
  const done = await acceptAll(db, holder, settled, now);
  const lost = new Set<number>();
  for (const one of settled) {
    if (done.has(one.subscriberId)) continue;
    if (!(await settle(db, holder, one, now))) lost.add(one.subscriberId);
  }
  return lost;
}

/** All that were accepted and are ours, in one question: nearly everybody. */
async function acceptAll(
  db: Kysely<Tables>,
  holder: Holder,
  settled: readonly Settled[],
  now: number,
): Promise<ReadonlySet<number>> {
  const replies: Record<number, string> = {};
  for (const { subscriberId, settlement } of settled) {
    if (settlement.state === 'accepted') replies[subscriberId] = settlement.reply;
  }
  const ids = Object.keys(replies).map(Number);
  if (ids.length === 0) return new Set();
  const values = { ...holder, ids: JSON.stringify(ids), replies: JSON.stringify(replies), now };
  const rows = await accept(db, values);
  return new Set(rows.map((row) => row.subscriber_id));
}

interface AcceptValues extends Holder {
  /** JSON array. */
  readonly ids: string;
  /** JSON object: what was said to each of them. */
  readonly replies: string;
  readonly now: number;
}

const accept = repeated<AcceptValues, { subscriber_id: number }>(
  (db, { mailing, sender, ids, replies, now }) =>
    db
      .updateTable('deliveries')
      .set({
        state: 'accepted',
        sender_id: null,
        reply: wordsTo(engineOf(db).textFor(replies, 'subscriber_id')),
        accepted_at: sql`coalesce(accepted_at, ${now})`,
        updated_at: now,
      })
      .where('mailing_id', '=', mailing)
      .where('subscriber_id', 'in', membersOf(db, ids, 'integer'))
      .where(unindexed('sender_id'), '=', sender)
      .where('state', '=', 'sending')
      .returning('subscriber_id'),
);

async function settle(
  db: Kysely<Tables>,
  holder: Holder,
  { subscriberId, settlement }: Settled,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ ...columnsOf(settlement, now), sender_id: null, updated_at: now })
    .where('mailing_id', '=', holder.mailing)
    .where('subscriber_id', '=', subscriberId)
    .where('sender_id', '=', holder.sender)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  const ours = numUpdatedRows > 0n;
  const written = ours || (await settleUnknown(db, holder.mailing, { subscriberId, settlement }, now));
  if (written && settlement.state === 'rejected' && settlement.suppress) {
    await suppressReader(db, { mailing: holder.mailing, subscriberId }, settlement.reply, now);
  }
  return ours;
}

/** unknown → accepted or rejected: this sender was taken for dead, and has the answer. */
async function settleUnknown(
  db: Kysely<Tables>,
  mailing: string,
  { subscriberId, settlement }: Settled,
  now: number,
): Promise<boolean> {
  if (settlement.state !== 'accepted' && settlement.state !== 'rejected') return false;
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ ...columnsOf(settlement, now), reason: null, updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', '=', subscriberId)
    .where('state', '=', 'unknown')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function columnsOf(settlement: Settlement, now: number) {
  switch (settlement.state) {
    case 'accepted':
      return {
        state: 'accepted' as const,
        reply: wordsTo(sql`${settlement.reply}`),
        accepted_at: sql<number>`coalesce(accepted_at, ${now})`,
      };
    case 'deferred':
      return {
        state: unlessErased(sql`'deferred'`),
        reply: wordsTo(sql`${settlement.reply}`),
        due_at: settlement.dueAt,
        deferred_since: sql<number>`coalesce(deferred_since, ${now})`,
      };
    case 'unknown':
      return { state: 'unknown' as const, reason: settlement.why };
    case 'released':
      return {
        state: unlessErased(whereItWas),
        reply: wordsTo(sql`${settlement.reply}`),
        attempts: sql<number>`attempts - 1`,
      };
    default:
      return { state: settlement.state, reply: wordsTo(sql`${settlement.reply}`) };
  }
}

/** What a server said; of somebody who was erased while it answered only its code, for the rest may name them. */
function wordsTo(reply: RawBuilder<string>): RawBuilder<string> {
  return sql`substr(${reply}, 1, case when email = '' then 3 else 1000000 end)`;
}

/** Whoever was erased while the server answered is not tried again. */
function unlessErased(state: RawBuilder<DeliveryState>): RawBuilder<DeliveryState> {
  return sql`case when email = '' then 'skipped' else ${state} end`;
}

async function suppressReader(
  db: Kysely<Tables>,
  { mailing, subscriberId }: { mailing: string; subscriberId: number },
  reply: string,
  now: number,
): Promise<void> {
  const { email_key } = await db
    .selectFrom('deliveries')
    .select('email_key')
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirstOrThrow();
  // Erased while the server answered.
  if (email_key === '') return;
  const source = sourceOfRefusal(mailing, reply);
  await suppress(db, [{ email_key, reason: 'bounced', source, at: now }]);
}
