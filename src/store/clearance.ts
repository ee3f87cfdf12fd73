import type { Kysely, Selectable } from 'kysely';
import type { Clearance } from './delivery.ts';
import { membersOf, unindexed } from './many.ts';
import { isNotPaused } from './pauses.ts';
import { repeated } from './repeated.ts';
import type { MailingTable, SubscriptionTable, SuppressionTable, Tables } from './tables.ts';

/** A sender and the mailing whose deliveries it holds. */
export interface Holder {
  readonly mailing: string;
  readonly sender: string;
}

/**
 * claimed → sending, written before the first byte goes on the wire: only while the claim is ours, the mailing
 * runs, and the reader has not left the list, paused or been suppressed since; who has is skipped. Belongs into a
 * transaction: what was asked must still be true when it is written.
 */
export async function clearDeliveries(
  db: Kysely<Tables>,
  holder: Holder,
  subscriberIds: readonly number[],
  now: number,
): Promise<ReadonlyMap<number, Clearance>> {
  const cleared = new Map<number, Clearance>();
  const mailing = await mailingOf(db, holder.mailing);
  if (mailing?.state !== 'running') return refuseAll(subscriberIds, { kind: 'halted' });
  for (const id of await begin(db, holder, { listId: mailing.list_id, subscriberIds, now })) {
    cleared.set(id, { kind: 'go', at: now });
  }
  for (const id of subscriberIds) {
    if (!cleared.has(id)) cleared.set(id, await skip(db, holder, id, now));
  }
  return cleared;
}

/**
 * Asks again of deliveries that were cleared a while ago and are not on the wire yet: who has left since is
 * skipped, as if it had never been cleared.
 */
export async function reviewDeliveries(
  db: Kysely<Tables>,
  holder: Holder,
  subscriberIds: readonly number[],
  now: number,
): Promise<ReadonlyMap<number, Clearance>> {
  await held(db, holder, 'sending')
    .where('subscriber_id', 'in', subscriberIds)
    .set((eb) => ({ state: 'claimed', attempts: eb('attempts', '-', 1) }))
    .execute();
  return clearDeliveries(db, holder, subscriberIds, now);
}

function refuseAll(ids: readonly number[], clearance: Clearance): ReadonlyMap<number, Clearance> {
  return new Map(ids.map((id) => [id, clearance]));
}

async function mailingOf(db: Kysely<Tables>, mailing: string): Promise<MailingRow | undefined> {
  const rows = await mailingById(db, { mailing });
  return rows[0];
}

type MailingRow = Pick<Selectable<MailingTable>, 'state' | 'list_id'>;

const mailingById = repeated<{ readonly mailing: string }, MailingRow>((db, { mailing }) =>
  db.selectFrom('mailings').select(['state', 'list_id']).where('id', '=', mailing),
);

/** Those that may go, all in one question: nearly everybody. */
async function begin(
  db: Kysely<Tables>,
  holder: Holder,
  { listId, subscriberIds, now }: { listId: number; subscriberIds: readonly number[]; now: number },
): Promise<readonly number[]> {
  const ids = JSON.stringify(subscriberIds);
  const rows = await beginSending(db, { ...holder, listId, ids, now });
  return rows.map((row) => row.subscriber_id);
}

interface BeginValues extends Holder {
  readonly listId: number;
  /** JSON array. */
  readonly ids: string;
  readonly now: number;
}

const beginSending = repeated<BeginValues, { subscriber_id: number }>(
  (db, { mailing, sender, listId, ids, now }) =>
    db
      .updateTable('deliveries')
      .where('mailing_id', '=', mailing)
      .where('subscriber_id', 'in', membersOf(db, ids, 'integer'))
      .where(unindexed('sender_id'), '=', sender)
      .where('state', '=', 'claimed')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('suppressions')
              .select('suppressions.email_key')
              .whereRef('suppressions.email_key', '=', 'deliveries.email_key'),
          ),
        ),
      )
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('subscriptions')
            .select('subscriptions.state')
            .where('subscriptions.list_id', '=', listId)
            .whereRef('subscriptions.subscriber_id', '=', 'deliveries.subscriber_id')
            .where('subscriptions.state', '=', 'active')
            .where(isNotPaused(now)),
        ),
      )
      .set((eb) => ({ state: 'sending', attempts: eb('attempts', '+', 1), dated_at: now, updated_at: now }))
      .returning('subscriber_id'),
);

async function skip(
  db: Kysely<Tables>,
  holder: Holder,
  subscriberId: number,
  now: number,
): Promise<Clearance> {
  const standing = await standingOf(db, holder, subscriberId);
  if (!standing) return { kind: 'lost' };
  const reason = whySkipped(standing);
  await held(db, holder, 'claimed')
    .where('subscriber_id', '=', subscriberId)
    .set({ state: 'skipped', reason, sender_id: null, updated_at: now })
    .execute();
  return { kind: 'skipped', reason };
}

function held(db: Kysely<Tables>, { mailing, sender }: Holder, state: 'claimed' | 'sending') {
  return db
    .updateTable('deliveries')
    .where('mailing_id', '=', mailing)
    .where(unindexed('sender_id'), '=', sender)
    .where('state', '=', state);
}

interface Standing {
  readonly suppression: SuppressionTable['reason'] | null;
  /** Null when the reader is not on the list at all any more. */
  readonly subscription: SubscriptionTable['state'] | null;
  readonly pausedUntil: number | null;
}

/** How things stand now with a claim, as long as it is ours. */
async function standingOf(
  db: Kysely<Tables>,
  { mailing, sender }: Holder,
  subscriberId: number,
): Promise<Standing | undefined> {
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
      'suppressions.reason as suppression',
      'subscriptions.state as subscription',
      'subscriptions.paused_until as pausedUntil',
    ])
    .where('deliveries.mailing_id', '=', mailing)
    .where('deliveries.subscriber_id', '=', subscriberId)
    .where('deliveries.sender_id', '=', sender)
    .where('deliveries.state', '=', 'claimed')
    .executeTakeFirst();
}

function whySkipped({ suppression, subscription, pausedUntil }: Standing): string {
  if (suppression) return suppression;
  if (subscription === null) return 'erased';
  return subscription === 'active' && pausedUntil !== null ? 'paused' : 'unsubscribed';
}
