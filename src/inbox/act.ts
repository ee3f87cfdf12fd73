import type { TokenClaim } from '../message/tokens.ts';
import { findJoined } from '../store/address-changes.ts';
import { type Event, findEventsOf, recordEvents } from '../store/events.ts';
import { findLists } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { findSubscriptions } from '../store/subscriptions.ts';
import { findHolder, leaveList } from '../subscribers/membership.ts';

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

/**
 * Takes a reader off the list whose token asks for it; what was done once is not done again. Who has joined their
 * address to that of another subscriber is that one.
 */
export async function actOn(store: Store, request: Request, now: number, dryRun: boolean): Promise<Acted> {
  const { list: listId, subscriber: subscriberId, mailing } = request.claim;
  const ids = await findJoined(store.db, subscriberId);
  const reader = await findHolder(store.db, subscriberId);
  if (!reader) return { outcome: 'unknown' };
  const list = (await findLists(store.db)).find(({ id }) => id === listId)?.name ?? '';
  const known = { email: reader.email, list };
  const events = (await Promise.all(ids.map((id) => findEventsOf(store.db, id)))).flat();
  if (events.some((event) => isOf(event, request))) return { outcome: 'doneBefore', ...known };
  if (events.some((event) => cameBackAfter(event, request, list))) return { outcome: 'backSince', ...known };
  if (dryRun) return { outcome: (await isOnList(store, listId, ids)) ? 'left' : 'leftBefore', ...known };
  const step = { now, source: 'mail to the mailbox', mailing: mailing === '' ? undefined : mailing };
  const left = await leaveList(store, { listId, subscriberId }, step);
  const detail = { listId, message: request.message };
  await recordEvents(store.db, [
    { at: now, kind: 'asked', mailingId: mailing || null, subscriberId, detail },
  ]);
  return { outcome: left === 'left' ? 'left' : 'leftBefore', ...known };
}

async function isOnList(store: Store, listId: number, ids: readonly number[]): Promise<boolean> {
  const found = await findSubscriptions(store.db, listId, ids);
  return [...found.values()].some(({ state }) => state !== 'unsubscribed');
}

/** Without this, a message that stays in the mailbox would take somebody off again who has come back. */
function isOf({ kind, detail }: Event, { message }: Request): boolean {
  return kind === 'asked' && detail['message'] === message;
}

/** How the record calls it when somebody comes by their own wish; an import in between takes no request away. */
const comings = ['rejoined', 'subscribed', 'confirmed'];

function cameBackAfter({ kind, at, detail }: Event, { claim, arrivedAt }: Request, list: string): boolean {
  const isThere = detail['listId'] === claim.list || detail['list'] === list;
  return comings.includes(kind) && isThere && arrivedAt !== undefined && at > arrivedAt;
}
