import { addressKey } from '../address/email-address.ts';
import { Failure } from '../finding/failure.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import { loadSecrets } from '../newsletter/secrets.ts';
import type { Store } from '../store/store.ts';
import { findErased } from '../subscribers/erased.ts';
import { type SubscriberRecord, showSubscriber } from '../subscribers/look.ts';
import type { Desk } from './desk.ts';
import { localDay } from './local-day.ts';
import { typedAddress } from './typed-address.ts';

/**
 * All that is known of the person of a typed address.
 * @throws {Failure} `address/invalid`, `subscribers/unknown`, `subscribers/erased`
 */
export async function personAtDesk(
  desk: Desk,
  newsletter: Newsletter,
  store: Store,
  address: string,
): Promise<SubscriberRecord> {
  const email = typedAddress(address);
  const record = await showSubscriber(store, email);
  if (record) return record;
  const key = addressKey(email);
  const secrets = loadSecrets(newsletter.folder, desk.io.env).linkKeys;
  const erased = (await findErased(store.db, [key], secrets)).get(key);
  if (!erased) throw unknown(address);
  throw new Failure('usage', 'subscribers/erased', `${address} was erased on ${localDay(erased.at)}`, {
    advice: 'Nothing is kept of them but a keyed hash of the address, so that nobody brings them back.',
  });
}

function unknown(address: string): Failure {
  return new Failure('usage', 'subscribers/unknown', `${address} is on no list`, {
    advice: 'See who is: pennypost subscribers list',
  });
}

/** The whole record of one person. Instants are ISO 8601 in UTC. */
export function personJson(record: SubscriberRecord) {
  const { subscriber, subscriptions, suppression, deliveries, tests, events } = record;
  const { email, fields, tags, createdAt, updatedAt } = subscriber;
  return {
    email,
    fields,
    tags,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    lists: subscriptions.map(({ list, state, source, consentAt, consent, createdAt: joined, leftAt }) => ({
      list,
      state,
      source,
      consentAt: iso(consentAt),
      consent,
      createdAt: iso(joined),
      leftAt: iso(leftAt),
    })),
    suppression: suppression
      ? { reason: suppression.reason, source: suppression.source, at: iso(suppression.at) }
      : null,
    deliveries: deliveries.map((delivery) => ({
      ...delivery,
      acceptedAt: iso(delivery.acceptedAt),
      updatedAt: iso(delivery.updatedAt),
    })),
    tests: tests.map(({ contentHash, at }) => ({ content: contentHash, at: iso(at) })),
    events: events.map(({ at, kind, mailingId, detail }) => ({
      at: iso(at),
      kind,
      mailing: mailingId,
      ...detail,
    })),
  };
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
