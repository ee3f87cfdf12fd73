import { addressKey, type EmailAddress } from '../address/email-address.ts';
import { type AudienceCounts, standing, streamMembers } from '../store/audience.ts';
import { type Event, findEventsOf } from '../store/events.ts';
import { findDeliveriesOf, type PastDelivery } from '../store/history.ts';
import { findLists, type List } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { findSubscriber, type Subscriber } from '../store/subscribers.ts';
import { findSubscriptionsOf, type Subscription } from '../store/subscriptions.ts';
import { findSuppression, type Suppression } from '../store/suppressions.ts';
import { findTestsTo, type TestCopy } from '../store/tests.ts';

/** Where a person stands on a list. */
export type StandingOnList = keyof AudienceCounts;

export interface ListedSubscriber {
  readonly list: string;
  readonly subscriber: Subscriber;
  readonly state: StandingOnList;
}

export interface Listing {
  /** Only this list; every list otherwise, one after the other. */
  readonly list?: List | undefined;
  readonly state?: StandingOnList | undefined;
  /** How many at most. */
  readonly limit?: number | undefined;
}

/** The people on a list, in the order they came. */
export async function* listSubscribers(
  store: Store,
  listing: Listing = {},
): AsyncGenerator<ListedSubscriber> {
  let left = listing.limit ?? Number.POSITIVE_INFINITY;
  const lists = listing.list ? [listing.list] : await findLists(store.db);
  for (const list of lists) {
    for await (const member of streamMembers(store.db, list.id)) {
      if (left <= 0) return;
      const state = standing(member);
      if (listing.state !== undefined && state !== listing.state) continue;
      left -= 1;
      yield { list: list.name, subscriber: member.subscriber, state };
    }
  }
}

/** All that is known of one person. */
export interface SubscriberRecord {
  readonly subscriber: Subscriber;
  readonly subscriptions: readonly (Subscription & { readonly list: string })[];
  readonly suppression: Suppression | undefined;
  readonly deliveries: readonly PastDelivery[];
  readonly events: readonly Event[];
  /** Test copies that went to them. */
  readonly tests: readonly TestCopy[];
}

/** Undefined when nobody with that address was ever here; a suppression alone makes nobody known. */
export async function showSubscriber(
  store: Store,
  email: EmailAddress,
): Promise<SubscriberRecord | undefined> {
  const subscriber = await findSubscriber(store.db, addressKey(email));
  if (!subscriber) return undefined;
  return {
    subscriber,
    subscriptions: await findSubscriptionsOf(store.db, subscriber.id),
    suppression: await findSuppression(store.db, subscriber.emailKey),
    deliveries: await findDeliveriesOf(store.db, subscriber.id),
    events: await findEventsOf(store.db, subscriber.id),
    tests: await findTestsTo(store.db, subscriber),
  };
}
