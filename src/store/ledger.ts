import { type Kysely, type Selectable, sql } from 'kysely';
import {
  type Claim,
  type Clearance,
  type Counts,
  type DeliveryState,
  noCounts,
  type Settlement,
} from './delivery.ts';
import { cancelDeliveries, heldOnce, sourceOfRefusal } from './replan.ts';
import { suppress } from './suppressions.ts';
import type { DeliveryTable, MailingTable, SubscriptionTable, SuppressionTable, Tables } from './tables.ts';

/** How many deliveries are in each state. */
export async function countDeliveries(db: Kysely<Tables>, mailing: string): Promise<Counts> {
  const rows = await db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .groupBy('state')
    .select((eb) => ['state', eb.fn.countAll<number | bigint | string>().as('count')])
    .execute();
  const counts: Record<DeliveryState, number> = { ...noCounts };
  for (const row of rows) counts[row.state] = Number(row.count);
  return counts;
}

/**
 * Claims up to `limit` deliveries for a sender: deferred ones whose time has come first, then planned ones
 * in their order. Nothing is claimed of a mailing that is not running, or by a sender that is not registered.
 */
export async function claimDeliveries(
  db: Kysely<Tables>,
  claim: { readonly mailing: string; readonly sender: string; readonly limit: number; readonly now: number },
): Promise<Claim[]> {
  const due = await claimRows(db, claim, 'deferred');
  const rest = { ...claim, limit: claim.limit - due.length };
  return rest.limit > 0 ? [...due, ...(await claimRows(db, rest, 'planned'))] : due;
}

async function claimRows(
  db: Kysely<Tables>,
  { mailing, sender, limit, now }: { mailing: string; sender: string; limit: number; now: number },
  from: 'planned' | 'deferred',
): Promise<Claim[]> {
  const rows = await db
    .updateTable('deliveries')
    .set({ state: 'claimed', sender_id: sender, updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', 'in', (eb) =>
      eb
        .selectFrom('deliveries as free')
        .innerJoin('mailings', 'mailings.id', 'free.mailing_id')
        .select('free.subscriber_id')
        .where('free.mailing_id', '=', mailing)
        .where('mailings.state', '=', 'running')
        .where(({ exists, selectFrom }) =>
          exists(selectFrom('senders').select('senders.id').where('senders.id', '=', sender)),
        )
        .where('free.state', '=', from)
        .$if(from === 'deferred', (query) => query.where('free.due_at', '<=', now))
        .orderBy('free.position')
        .limit(limit),
    )
    .returning([
      'subscriber_id',
      'email',
      'fields',
      'variant',
      'attempts',
      'deferred_since',
      'held',
      'position',
    ])
    .execute();
  return rows.sort((a, b) => a.position - b.position).map(claimOf);
}

type ClaimRow = Pick<
  Selectable<DeliveryTable>,
  'subscriber_id' | 'email' | 'fields' | 'variant' | 'attempts' | 'deferred_since' | 'held'
>;

function claimOf(row: ClaimRow): Claim {
  return {
    subscriberId: row.subscriber_id,
    email: row.email,
    fields: JSON.parse(row.fields) as Record<string, string>,
    variant: row.variant,
    attempts: row.attempts,
    deferredSince: row.deferred_since,
    heldBefore: row.held === heldOnce,
  };
}

/** Which delivery a sender speaks of. */
export interface Holding {
  readonly mailing: string;
  readonly sender: string;
  readonly subscriberId: number;
}

/**
 * claimed → sending, written before the first byte goes on the wire: only while the claim is ours, the mailing
 * runs, and the reader has not left the list or been suppressed since; who has is skipped. Belongs into a
 * transaction: what was asked must still be true when it is written.
 */
export async function clearDelivery(db: Kysely<Tables>, holding: Holding, now: number): Promise<Clearance> {
  const standing = await standingOf(db, holding);
  if (!standing) return { kind: 'lost' };
  if (standing.mailing !== 'running') return { kind: 'halted' };
  const reason = whySkipped(standing);
  const step = held(db, holding, 'claimed').set({ updated_at: now });
  if (reason !== undefined) {
    await step.set({ state: 'skipped', reason, sender_id: null }).execute();
    return { kind: 'skipped', reason };
  }
  await step.set((eb) => ({ state: 'sending', attempts: eb('attempts', '+', 1) })).execute();
  return { kind: 'go' };
}

function held(db: Kysely<Tables>, { mailing, sender, subscriberId }: Holding, state: DeliveryState) {
  return db
    .updateTable('deliveries')
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', '=', subscriberId)
    .where('sender_id', '=', sender)
    .where('state', '=', state);
}

interface Standing {
  readonly mailing: MailingTable['state'];
  readonly suppression: SuppressionTable['reason'] | null;
  /** Null when the reader is not on the list at all any more. */
  readonly subscription: SubscriptionTable['state'] | null;
}

/** How things stand now with a claim, as long as it is ours. */
async function standingOf(db: Kysely<Tables>, holding: Holding): Promise<Standing | undefined> {
  return db
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .leftJoin('suppressions', 'suppressions.email_key', 'deliveries.email_key')
    .leftJoin('subscriptions', (join) =>
      join
        .onRef('subscriptions.list_id', '=', 'mailings.list_id')
        .onRef('subscriptions.subscriber_id', '=', 'deliveries.subscriber_id'),
    )
    .select([
      'mailings.state as mailing',
      'suppressions.reason as suppression',
      'subscriptions.state as subscription',
    ])
    .where('deliveries.mailing_id', '=', holding.mailing)
    .where('deliveries.subscriber_id', '=', holding.subscriberId)
    .where('deliveries.sender_id', '=', holding.sender)
    .where('deliveries.state', '=', 'claimed')
    .executeTakeFirst();
}

function whySkipped({ suppression, subscription }: Standing): string | undefined {
  if (suppression !== null) return suppression;
  if (subscription === 'active') return undefined;
  return subscription === null ? 'erased' : 'unsubscribed';
}

/**
 * Writes one step out of `sending`. False when the delivery is not ours any more; where it was given up as
 * unknown meanwhile, proof that the server took or refused it is written all the same.
 */
export async function settleDelivery(
  db: Kysely<Tables>,
  holding: Holding,
  settlement: Settlement,
  now: number,
): Promise<boolean> {
  const step = { ...columnsOf(settlement, now), sender_id: null, updated_at: now };
  const { numUpdatedRows } = await held(db, holding, 'sending').set(step).executeTakeFirst();
  const ours = numUpdatedRows > 0n;
  const written = ours || (await settleUnknown(db, holding, settlement, now));
  if (written && settlement.state === 'rejected' && settlement.suppress) {
    await suppressReader(db, holding, settlement.reply, now);
  }
  return ours;
}

/** unknown → accepted or rejected: this sender was taken for dead, and has the answer. */
async function settleUnknown(
  db: Kysely<Tables>,
  { mailing, subscriberId }: Holding,
  settlement: Settlement,
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

/** Where a delivery was claimed from: `due_at` is only set while it is deferred or claimed again. */
const whereItWas = sql<DeliveryState>`case when due_at is null then 'planned' else 'deferred' end`;

function columnsOf(settlement: Settlement, now: number) {
  switch (settlement.state) {
    case 'accepted':
      return {
        state: 'accepted' as const,
        reply: settlement.reply,
        accepted_at: sql<number>`coalesce(accepted_at, ${now})`,
      };
    case 'deferred':
      return {
        state: 'deferred' as const,
        reply: settlement.reply,
        due_at: settlement.dueAt,
        deferred_since: sql<number>`coalesce(deferred_since, ${now})`,
      };
    case 'unknown':
      return { state: 'unknown' as const, reason: settlement.why };
    case 'released':
      return { state: whereItWas, reply: settlement.reply, attempts: sql<number>`attempts - 1` };
    default:
      return { state: settlement.state, reply: settlement.reply };
  }
}

async function suppressReader(
  db: Kysely<Tables>,
  { mailing, subscriberId }: Holding,
  reply: string,
  now: number,
): Promise<void> {
  const { email_key } = await db
    .selectFrom('deliveries')
    .select('email_key')
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirstOrThrow();
  const source = sourceOfRefusal(mailing, reply);
  await suppress(db, [{ email_key, reason: 'bounced', source, at: now }]);
}

/**
 * What a sender held that has ended: its claims are free again, or cancelled with their mailing; what it was
 * handing over is unknown.
 */
export async function buryClaims(
  db: Kysely<Tables>,
  mailing: string,
  sender: string,
  now: number,
): Promise<void> {
  const of = db
    .updateTable('deliveries')
    .set({ sender_id: null, updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('sender_id', '=', sender);
  await of.where('state', '=', 'claimed').set({ state: whereItWas }).execute();
  await of.where('state', '=', 'sending').set({ state: 'unknown', reason: whyUnknown }).execute();
  if (await isCancelled(db, mailing)) await cancelDeliveries(db, mailing, now);
}

const whyUnknown = 'the sender ended before the server’s answer was written';

async function isCancelled(db: Kysely<Tables>, mailing: string): Promise<boolean> {
  const row = await db.selectFrom('mailings').select('state').where('id', '=', mailing).executeTakeFirst();
  return row?.state === 'cancelled';
}

/** Senders that hold deliveries of the mailing and are not registered any more. */
export async function findOrphanedSenders(db: Kysely<Tables>, mailing: string): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('sender_id')
    .distinct()
    .where('mailing_id', '=', mailing)
    .where('state', 'in', ['claimed', 'sending'])
    .where('sender_id', 'not in', (eb) => eb.selectFrom('senders').select('id'))
    .execute();
  return rows.flatMap((row) => (row.sender_id === null ? [] : [row.sender_id]));
}

/** When the next deferred delivery may be tried again. */
export async function nextDue(db: Kysely<Tables>, mailing: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .where('state', '=', 'deferred')
    .select((eb) => eb.fn.min('due_at').as('due'))
    .executeTakeFirst();
  return row?.due ?? undefined;
}
