import type { Kysely } from 'kysely';
import { addressKey, type EmailAddress } from '../address/email-address.ts';
import { maskAddress } from '../address/mask.ts';
import type { Notice } from '../message/notice.ts';
import {
  type AddressChange,
  addAddressChange,
  countAskings,
  endAddressChange,
  findAddressChange,
  forgetAddressChanges,
} from '../store/address-changes.ts';
import { recordEvents } from '../store/events.ts';
import { putNotice } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import {
  findSubscriber,
  findSubscriberById,
  readdressSubscriber,
  type Subscriber,
} from '../store/subscribers.ts';
import {
  endSubscriptions,
  findSubscription,
  findSubscriptionsOf,
  pauseSubscription,
  putSubscriptions,
} from '../store/subscriptions.ts';
import { findSuppression } from '../store/suppressions.ts';
import type { Tables } from '../store/tables.ts';
import { findErased } from './erased.ts';
import { takeMail } from './joining/limits.ts';

const day = 24 * 60 * 60 * 1000;
/** How long a change may be confirmed; after that it is forgotten. Milliseconds. */
export const changeLife = 7 * day;
/** How often a person may ask in a day; how often an address is written to is the same as for whoever joins. */
const mostADay = 3;

/**
 * Notes that a person wants their mail at another address, and keeps the notice that asks there, unless no mail may
 * go: too many were asked for, or the address gets none, for whatever reason.
 */
export function askForAddress(store: Store, asking: Asking): Promise<void> {
  return store.transaction(async (db) => {
    const change = await noteWish(db, asking);
    await putNotice(db, change === undefined ? undefined : asking.noticeOf(change), asking.now);
  });
}

/** @returns the id of what is to be confirmed */
async function noteWish(
  db: Kysely<Tables>,
  { subscriberId, email, secrets, now }: Asking,
): Promise<number | undefined> {
  const emailKey = addressKey(email);
  await forgetAddressChanges(db, now - changeLife);
  if ((await countAskings(db, subscriberId, now - day)) >= mostADay) return undefined;
  if (!(await takeMail(db, 'change', emailKey, { secrets, now }))) return undefined;
  if (await getsNoMail(db, emailKey, secrets)) return undefined;
  return addAddressChange(db, { subscriberId, email, emailKey, askedAt: now });
}

export interface Asking {
  readonly subscriberId: number;
  readonly email: EmailAddress;
  /** Of `PENNYPOST_SECRET`: they know who was erased. */
  readonly secrets: readonly string[];
  readonly now: number;
  /** What asks at the new address, about the change of this id. */
  readonly noticeOf: (change: number) => Notice;
}

async function getsNoMail(
  db: Kysely<Tables>,
  emailKey: string,
  secrets: readonly string[],
): Promise<boolean> {
  if (await findSuppression(db, emailKey)) return true;
  return (await findErased(db, [emailKey], secrets)).has(emailKey);
}

/** A change that can still be confirmed. */
export async function openChange(store: Store, id: number, now: number): Promise<AddressChange | undefined> {
  return stillOpen(store.db, id, now);
}

/** A change that was agreed to at the new address. */
export interface Agreed extends Pick<Asking, 'secrets' | 'now'> {
  readonly id: number;
  /** What the old address is told. */
  readonly farewell: (from: EmailAddress) => Notice;
}

/**
 * Changes the address, and tells the old one. Where somebody has the new address already they get the lists, and
 * the old address leaves them.
 */
export function changeAddress(
  store: Store,
  { id, secrets, now, farewell }: Agreed,
): Promise<'changed' | 'late'> {
  return store.transaction(async (db) => {
    const change = await stillOpen(db, id, now);
    const subscriber = change && (await findSubscriberById(db, change.subscriberId));
    if (!change || !subscriber || (await getsNoMail(db, change.emailKey, secrets))) return 'late';
    const holder = await findSubscriber(db, change.emailKey);
    const other = holder && holder.id !== subscriber.id ? holder : undefined;
    if (other) await handOver(db, subscriber, other, now);
    else await readdressSubscriber(db, subscriber.id, change, now);
    await endAddressChange(db, id, { now, joined: other?.id ?? null });
    // Masked: this record may outlive who had the other address.
    const detail = { from: maskAddress(subscriber.email), to: maskAddress(change.email) };
    const whose = other?.id ?? subscriber.id;
    await recordEvents(db, [{ at: now, kind: 'readdressed', mailingId: null, subscriberId: whose, detail }]);
    await putNotice(db, farewell(subscriber.email), now);
    return 'changed';
  });
}

async function stillOpen(db: Kysely<Tables>, id: number, now: number): Promise<AddressChange | undefined> {
  const change = await findAddressChange(db, id);
  return change && change.doneAt === null && change.askedAt > now - changeLife ? change : undefined;
}

/**
 * The lists that a person is on go to another, with the consent they were joined with, and the pause. Who is on one
 * already keeps their own.
 */
async function handOver(db: Kysely<Tables>, from: Subscriber, to: Subscriber, now: number): Promise<void> {
  for (const one of await findSubscriptionsOf(db, from.id)) {
    if (one.state !== 'active') continue;
    const source = `changed from another address, ${one.source}`;
    const before = await findSubscription(db, one.listId, to.id);
    const theirs = { ...one, subscriberId: to.id, source, leftAt: null };
    if (before?.state !== 'active') {
      await putSubscriptions(db, [theirs], now);
      await pauseSubscription(db, theirs, one.pausedUntil);
    }
    await endSubscriptions(db, one.listId, [from.id], now);
    const detail = { listId: one.listId, source: 'changed to another address' };
    await recordEvents(db, [
      { at: now, kind: 'unsubscribed', mailingId: null, subscriberId: from.id, detail },
    ]);
  }
}
