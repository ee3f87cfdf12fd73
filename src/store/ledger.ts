import { type Kysely, type Selectable, sql } from 'kysely';
import {
  type Claim,
  type Clearance,
  type Counts,
  type DeliveryState,
  noCounts,
  type Settlement,
} from './delivery.ts';
import { suppress } from './suppressions.ts';
import type { DeliveryTable, Tables } from './tables.ts';

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
 * in their order. Nothing is claimed of a mailing that is not running.
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
        .where('free.state', '=', from)
        .$if(from === 'deferred', (query) => query.where('free.due_at', '<=', now))
        .orderBy('free.position')
        .limit(limit),
    )
    .returning(['subscriber_id', 'email', 'fields', 'variant', 'attempts', 'deferred_since', 'position'])
    .execute();
  return rows.sort((a, b) => a.position - b.position).map(claimOf);
}

function claimOf(
  row: Pick<
    Selectable<DeliveryTable>,
    'subscriber_id' | 'email' | 'fields' | 'variant' | 'attempts' | 'deferred_since'
  >,
): Claim {
  return {
    subscriberId: row.subscriber_id,
    email: row.email,
    fields: JSON.parse(row.fields) as Record<string, string>,
    variant: row.variant,
    attempts: row.attempts,
    deferredSince: row.deferred_since,
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
 * runs, and the reader has not left the list or been suppressed since.
 */
export async function clearDelivery(db: Kysely<Tables>, holding: Holding, now: number): Promise<Clearance> {
  const result = await held(db, holding, 'claimed')
    .set((eb) => ({ state: 'sending', attempts: eb('attempts', '+', 1), updated_at: now }))
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('suppressions')
            .select('at')
            .whereRef('suppressions.email_key', '=', 'deliveries.email_key'),
        ),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('mailings')
          .innerJoin('subscriptions', 'subscriptions.list_id', 'mailings.list_id')
          .select('mailings.id')
          .where('mailings.id', '=', holding.mailing)
          .where('mailings.state', '=', 'running')
          .whereRef('subscriptions.subscriber_id', '=', 'deliveries.subscriber_id')
          .where('subscriptions.state', '=', 'active'),
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n ? { kind: 'go' } : refuse(db, holding, now);
}

function held(db: Kysely<Tables>, { mailing, sender, subscriberId }: Holding, state: DeliveryState) {
  return db
    .updateTable('deliveries')
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', '=', subscriberId)
    .where('sender_id', '=', sender)
    .where('state', '=', state);
}

/** Why a claimed delivery may not go out; skips it when its reader has left. */
async function refuse(db: Kysely<Tables>, holding: Holding, now: number): Promise<Clearance> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .leftJoin('suppressions', 'suppressions.email_key', 'deliveries.email_key')
    .select(['deliveries.state', 'deliveries.sender_id', 'mailings.state as mailing', 'suppressions.reason'])
    .where('deliveries.mailing_id', '=', holding.mailing)
    .where('deliveries.subscriber_id', '=', holding.subscriberId)
    .executeTakeFirst();
  if (row?.state !== 'claimed' || row.sender_id !== holding.sender) return { kind: 'lost' };
  if (row.mailing !== 'running') return { kind: 'halted' };
  const reason = row.reason ?? 'unsubscribed';
  await held(db, holding, 'claimed')
    .set({ state: 'skipped', reason, sender_id: null, updated_at: now })
    .execute();
  return { kind: 'skipped', reason };
}

/** Writes one step out of `sending`. False when the delivery is not ours any more. */
export async function settleDelivery(
  db: Kysely<Tables>,
  holding: Holding,
  settlement: Settlement,
  now: number,
): Promise<boolean> {
  const result = await held(db, holding, 'sending')
    .set((eb) => ({
      ...columnsOf(settlement, now, eb.ref('due_at'), eb.ref('attempts')),
      sender_id: null,
      updated_at: now,
    }))
    .executeTakeFirst();
  if (settlement.state === 'rejected' && settlement.suppress) {
    await suppressReader(db, holding, settlement.reply, now);
  }
  return result.numUpdatedRows > 0n;
}

type Expression = ReturnType<typeof sql.ref>;

function columnsOf(settlement: Settlement, now: number, dueAt: unknown, attempts: unknown) {
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
      return {
        state: sql<DeliveryState>`case when ${dueAt as Expression} is null then 'planned' else 'deferred' end`,
        reply: settlement.reply,
        attempts: sql<number>`${attempts as Expression} - 1`,
      };
    default:
      return { state: settlement.state, reply: settlement.reply };
  }
}

async function suppressReader(
  db: Kysely<Tables>,
  holding: Holding,
  reply: string,
  now: number,
): Promise<void> {
  const row = await db
    .selectFrom('deliveries')
    .select('email_key')
    .where('mailing_id', '=', holding.mailing)
    .where('subscriber_id', '=', holding.subscriberId)
    .executeTakeFirstOrThrow();
  await suppress(db, [
    { email_key: row.email_key, reason: 'bounced', source: sourceOf(holding.mailing, reply), at: now },
  ]);
}

function sourceOf(mailing: string, reply: string): string {
  return `mailing ${mailing}: ${reply}`;
}

/** Claims that are not used after all go back to where they came from. */
export async function releaseClaims(
  db: Kysely<Tables>,
  mailing: string,
  sender: string,
  now: number,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({
      state: sql`case when due_at is null then 'planned' else 'deferred' end`,
      sender_id: null,
      updated_at: now,
    })
    .where('mailing_id', '=', mailing)
    .where('sender_id', '=', sender)
    .where('state', '=', 'claimed')
    .execute();
}

/** What a dead sender held: its claims are free again; what it was handing over is unknown. */
export async function buryClaims(
  db: Kysely<Tables>,
  mailing: string,
  sender: string,
  now: number,
): Promise<void> {
  await releaseClaims(db, mailing, sender, now);
  await db
    .updateTable('deliveries')
    .set({
      state: 'unknown',
      reason: 'the sender ended before the server’s answer was written',
      sender_id: null,
      updated_at: now,
    })
    .where('mailing_id', '=', mailing)
    .where('sender_id', '=', sender)
    .where('state', '=', 'sending')
    .execute();
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
    .where('state', '=', 'deferred')
    .where('deferred_since', '<=', since)
    .execute();
}

/** Refusals that paused the mailing say something of us, not of these readers: they are marked, to be planned anew. */
export async function holdRefusals(
  db: Kysely<Tables>,
  mailing: string,
  subscriberIds: readonly number[],
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ held: 1 })
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', 'in', subscriberIds)
    .where('state', '=', 'rejected')
    .execute();
}

/** Held refusals are planned anew, and nobody stays suppressed because of them. */
export async function planHeldAgain(db: Kysely<Tables>, mailing: string, now: number): Promise<void> {
  const rows = await db
    .updateTable('deliveries')
    .set({ state: 'planned', held: 0, due_at: null, updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('held', '=', 1)
    .returning(['email_key', 'reply'])
    .execute();
  for (const { email_key, reply } of rows) {
    await db
      .deleteFrom('suppressions')
      .where('email_key', '=', email_key)
      .where('reason', '=', 'bounced')
      .where('source', '=', sourceOf(mailing, reply ?? ''))
      .execute();
  }
}

/** unknown → planned, because the user said so: the server may have the first copy. */
export async function planUnknownAgain(db: Kysely<Tables>, mailing: string, now: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'planned', due_at: null, updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('state', '=', 'unknown')
    .execute();
}

export async function cancelDeliveries(db: Kysely<Tables>, mailing: string, now: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'cancelled', updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('state', 'in', ['planned', 'deferred'])
    .execute();
}

/** One reader's line, as `status --who` shows it. Instants are milliseconds since 1970. */
export interface DeliveryLine {
  readonly email: string;
  readonly state: DeliveryState;
  readonly at: number;
  readonly attempts: number;
  readonly reply: string | null;
  readonly reason: string | null;
  readonly dueAt: number | null;
}

const page = 2000;

/** The deliveries in a state, in the mailing's order, read page by page. */
export async function* streamDeliveries(
  db: Kysely<Tables>,
  mailing: string,
  state: DeliveryState,
): AsyncGenerator<DeliveryLine> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('deliveries')
      .selectAll()
      .where('mailing_id', '=', mailing)
      .where('state', '=', state)
      .where('position', '>', after)
      .orderBy('position')
      .limit(page)
      .execute();
    for (const row of rows) yield lineOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = last.position;
  }
}

function lineOf(row: Selectable<DeliveryTable>): DeliveryLine {
  return {
    email: row.email,
    state: row.state,
    at: row.accepted_at ?? row.updated_at,
    attempts: row.attempts,
    reply: row.reply,
    reason: row.reason,
    dueAt: row.state === 'deferred' ? row.due_at : null,
  };
}
