import type { Kysely } from 'kysely';
import { findEventsOf, recordEvents } from '../store/events.ts';
import { putForeignList } from '../store/foreign.ts';
import { ensureList } from '../store/lists.ts';
import { copySubscription, findSubscription, type Subscription } from '../store/subscriptions.ts';
import type { Tables } from '../store/tables.ts';
import type { Learned } from './learned.ts';
import type { PersonSubscription } from './person.ts';

/** A subscription as the other store has it, of somebody here. */
export interface Told extends PersonSubscription {
  readonly subscriberId: number;
  /** When they last said themselves that they want it. */
  readonly wishedAt: number;
}

/** Takes it over where it is truer than what is known here. */
export async function learnSubscription(
  db: Kysely<Tables>,
  theirs: Told,
  { peer, now }: { readonly peer: string; readonly now: number },
  learned: Learned,
): Promise<void> {
  const { list, number, changedAt, wishedAt, subscriberId, ...rest } = theirs;
  const { id: listId } = await ensureList(db, list, now);
  await putForeignList(db, peer, number, listId);
  const ours = await findSubscription(db, listId, subscriberId);
  if (ours && !(await isTruer(db, theirs, ours))) return;
  await copySubscription(db, { ...rest, listId, subscriberId, updatedAt: changedAt });
  if (rest.state === 'active' && ours?.state === 'unsubscribed') await recordReturn(db, ours, wishedAt);
  if (rest.state === 'active' && ours?.state !== 'active') learned.joined += 1;
  else if (rest.state === 'unsubscribed' && ours?.state !== 'unsubscribed') learned.left += 1;
  else if ((rest.pausedUntil ?? 0) > now && rest.pausedUntil !== ours?.pausedUntil) learned.paused += 1;
  else learned.otherwise += 1;
}

async function isTruer(db: Kysely<Tables>, theirs: Told, ours: Subscription): Promise<boolean> {
  const [theyLeft, weLeft] = [theirs.state === 'unsubscribed', ours.state === 'unsubscribed'];
  if (theyLeft && !weLeft) return !(await cameBack(db, ours, theirs.leftAt ?? theirs.changedAt));
  if (weLeft && !theyLeft) return theirs.wishedAt > (ours.leftAt ?? ours.updatedAt);
  return theirs.changedAt > ours.updatedAt;
}

/** Whether they have agreed anew since they left, or were brought back by an undo. */
async function cameBack(
  db: Kysely<Tables>,
  { subscriberId, consentAt }: Subscription,
  leftAt: number,
): Promise<boolean> {
  if ((consentAt ?? 0) > leftAt) return true;
  const events = await findEventsOf(db, subscriberId);
  return events.some(({ kind, at }) => kind === 'rejoined' && at > leftAt);
}

async function recordReturn(
  db: Kysely<Tables>,
  { listId, subscriberId }: Subscription,
  at: number,
): Promise<void> {
  const detail = { listId, source: 'sync' };
  await recordEvents(db, [{ at, kind: 'rejoined', mailingId: null, subscriberId, detail }]);
}

/** Whether a subscription is one that its reader has signed up for by themselves, later than something else. */
export function isOwnWish({ state, source, consentAt }: PersonSubscription, after: number): boolean {
  return state === 'active' && source === 'sign-up' && (consentAt ?? 0) > after;
}
