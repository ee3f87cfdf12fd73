import type { Kysely } from 'kysely';
import { findJoined } from '../store/address-changes.ts';
import { recordEvents } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import { findSubscription, putSubscriptions } from '../store/subscriptions.ts';
import type { Tables } from '../store/tables.ts';

/** One person on one list, by the numbers that a link carries. */
export interface Membership {
  readonly listId: number;
  readonly subscriberId: number;
}

/** How somebody came to leave or to come back. */
export interface Step {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `one click`, `page`, `mail to the mailbox`. */
  readonly source: string;
  /** The mailing whose link it was. */
  readonly mailing?: string | undefined;
}

/** `unchanged`: they had left before, or never were there. */
export type Left = 'left' | 'unchanged';

/**
 * Takes a reader off a list, at their own wish; twice is the same as once. Who has joined their address to that of
 * another subscriber leaves as that one.
 */
export function leaveList(store: Store, membership: Membership, step: Step): Promise<Left> {
  return store.transaction(async (db) => {
    if (await leave(db, membership, step)) return 'left';
    const subscriberId = await findJoined(db, membership.subscriberId);
    return (await leave(db, { ...membership, subscriberId }, step)) ? 'left' : 'unchanged';
  });
}

async function leave(db: Kysely<Tables>, membership: Membership, step: Step): Promise<boolean> {
  const subscription = await findSubscription(db, membership.listId, membership.subscriberId);
  if (!subscription || subscription.state === 'unsubscribed') return false;
  await putSubscriptions(db, [{ ...subscription, state: 'unsubscribed', leftAt: step.now }], step.now);
  await record(db, 'unsubscribed', membership, step);
  return true;
}

/**
 * Brings back a reader who has just left, as if nothing had happened; their consent is the old one. `unknown`: they
 * never were there.
 */
export function returnToList(
  store: Store,
  membership: Membership,
  step: Step,
): Promise<'back' | 'unchanged' | 'unknown'> {
  return store.transaction(async (db) => {
    const subscription = await findSubscription(db, membership.listId, membership.subscriberId);
    if (!subscription) return 'unknown';
    if (subscription.state !== 'unsubscribed') return 'unchanged';
    await putSubscriptions(db, [{ ...subscription, state: 'active', leftAt: null }], step.now);
    await record(db, 'rejoined', membership, step);
    return 'back';
  });
}

async function record(db: Kysely<Tables>, kind: string, membership: Membership, step: Step): Promise<void> {
  const { listId, subscriberId } = membership;
  const { now: at, source, mailing } = step;
  await recordEvents(db, [
    { at, kind, mailingId: mailing ?? null, subscriberId, detail: { listId, source } },
  ]);
}
