import type { Kysely } from 'kysely';
import { findJoined } from '../store/address-changes.ts';
import { type Event, recordEvents, recordNothing } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import { findSubscriberById, type Subscriber } from '../store/subscribers.ts';
import {
  findSubscription,
  findSubscriptions,
  findSubscriptionsOf,
  putSubscriptions,
  type Subscription,
} from '../store/subscriptions.ts';
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

/**
 * Whom a link is about now: of a person and those whose addresses they have joined, the first who is on a list,
 * otherwise the last.
 */
export async function findHolder(db: Kysely<Tables>, subscriberId: number): Promise<Subscriber | undefined> {
  const ids = await findJoined(db, subscriberId);
  for (const id of ids.slice(0, -1)) {
    const all = await findSubscriptionsOf(db, id);
    if (all.some(({ state }) => state !== 'unsubscribed')) return findSubscriberById(db, id);
  }
  return findSubscriberById(db, ids.at(-1) ?? 0);
}

/** `unchanged`: they had left before, or never were there. */
export type Left = 'left' | 'unchanged';

/**
 * Takes a reader off a list, at their own wish; twice is the same as once. Who has joined their address to that of
 * another subscriber leaves as that one.
 */
export function leaveList(store: Store, membership: Membership, step: Step): Promise<Left> {
  return store.transaction((db) => leaveWithin(db, membership, step));
}

/** The same as a part of a transaction. */
export async function leaveWithin(db: Kysely<Tables>, membership: Membership, step: Step): Promise<Left> {
  for (const subscriberId of await findJoined(db, membership.subscriberId)) {
    if (await leave(db, { ...membership, subscriberId }, step)) return 'left';
  }
  // Or a clock would tell a forged token from a genuine one.
  await recordNothing(db, eventOf('unsubscribed', membership, step));
  return 'unchanged';
}

async function leave(db: Kysely<Tables>, membership: Membership, step: Step): Promise<boolean> {
  const subscription = await findSubscription(db, membership.listId, membership.subscriberId);
  if (!subscription || subscription.state === 'unsubscribed') return false;
  await putSubscriptions(db, [{ ...subscription, state: 'unsubscribed', leftAt: step.now }], step.now);
  await record(db, 'unsubscribed', membership, step);
  return true;
}

/** A list can be come back to for so long: who left it long ago is not brought back by a mail that went round. */
const returnWithin = 30 * 24 * 60 * 60 * 1000;

/** Whether somebody has left a list so lately that a link brings them back. */
export function mayReturn({ state, leftAt }: Pick<Subscription, 'state' | 'leftAt'>, now: number): boolean {
  return state === 'unsubscribed' && leftAt !== null && leftAt > now - returnWithin;
}

/** `late`: they left too long ago. `unknown`: they never were there. */
export type Returned = 'back' | 'unchanged' | 'late' | 'unknown';

/**
 * Brings back a reader who has just left, as if nothing had happened; their consent is the old one. Of those whose
 * addresses they have joined it is the one who left last.
 */
export function returnToList(store: Store, membership: Membership, step: Step): Promise<Returned> {
  return store.transaction(async (db) => {
    const ids = await findJoined(db, membership.subscriberId);
    const found = await findSubscriptions(db, membership.listId, ids);
    const all = ids.toReversed().flatMap((id) => found.get(id) ?? []);
    const [last] = all.sort((a, b) => (b.leftAt ?? 0) - (a.leftAt ?? 0));
    if (!last) return 'unknown';
    if (all.some(({ state }) => state !== 'unsubscribed')) return 'unchanged';
    if (!mayReturn(last, step.now)) return 'late';
    await putSubscriptions(db, [{ ...last, state: 'active', leftAt: null }], step.now);
    await record(db, 'rejoined', last, step);
    return 'back';
  });
}

async function record(db: Kysely<Tables>, kind: string, membership: Membership, step: Step): Promise<void> {
  await recordEvents(db, [eventOf(kind, membership, step)]);
}

function eventOf(kind: string, { listId, subscriberId }: Membership, { now, source, mailing }: Step): Event {
  return { at: now, kind, mailingId: mailing ?? null, subscriberId, detail: { listId, source } };
}
