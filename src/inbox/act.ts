import type { TokenClaim } from '../message/tokens.ts';
import { type Event, findEventsOf, recordEvents } from '../store/events.ts';
import { findLists } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { findSubscriberById } from '../store/subscribers.ts';
import { findSubscription } from '../store/subscriptions.ts';
import { leaveList } from '../subscribers/membership.ts';

/** A wish to leave, and how to know it again. */
export interface Request {
  readonly claim: TokenClaim;
  /** The same whenever the same message is read. */
  readonly message: string;
  /** When it came, in milliseconds since 1970, if anybody says so. */
  readonly arrivedAt: number | undefined;
}

/**
 * What came of it. `backSince`: they have come back after they had asked; `unknown`: they were erased, or it is a
 * test’s token, which is nobody’s.
 */
export type Acted =
  | {
      readonly outcome: 'left' | 'leftBefore' | 'doneBefore' | 'backSince';
      readonly email: string;
      /** The list's name. */
      readonly list: string;
    }
  | { readonly outcome: 'unknown' };

/** Takes a reader off the list whose token asks for it; what was done once is not done again. */
export async function actOn(store: Store, request: Request, now: number, dryRun: boolean): Promise<Acted> {
  const { list: listId, subscriber: subscriberId, mailing } = request.claim;
  const reader = await findSubscriberById(store.db, subscriberId);
  if (!reader) return { outcome: 'unknown' };
  const list = (await findLists(store.db)).find(({ id }) => id === listId)?.name ?? '';
  const known = { email: reader.email, list };
  const events = await findEventsOf(store.db, subscriberId);
  if (events.some((event) => isOf(event, request))) return { outcome: 'doneBefore', ...known };
  if (events.some((event) => cameBackAfter(event, request, list))) {
    return { outcome: 'backSince', ...known };
  }
  if (dryRun) {
    const subscription = await findSubscription(store.db, listId, subscriberId);
    const isOn = subscription !== undefined && subscription.state !== 'unsubscribed';
    return { outcome: isOn ? 'left' : 'leftBefore', ...known };
  }
  const step = { now, source: 'mail to the mailbox', mailing: mailing === '' ? undefined : mailing };
  const left = await leaveList(store, { listId, subscriberId }, step);
  const detail = { listId, message: request.message };
  await recordEvents(store.db, [
    { at: now, kind: 'asked', mailingId: step.mailing ?? null, subscriberId, detail },
  ]);
  return { outcome: left === 'left' ? 'left' : 'leftBefore', ...known };
}

/** Without this, a message that stays in the mailbox would take somebody off again who has come back. */
function isOf({ kind, detail }: Event, { message }: Request): boolean {
  return kind === 'asked' && detail['message'] === message;
}

/** Only where somebody came back by their own wish; an import in between takes no request away. */
function cameBackAfter({ kind, at, detail }: Event, { claim, arrivedAt }: Request, list: string): boolean {
  const isThere = detail['listId'] === claim.list || detail['list'] === list;
  return kind === 'rejoined' && isThere && arrivedAt !== undefined && at > arrivedAt;
}
