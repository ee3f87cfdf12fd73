import type { Kysely } from 'kysely';
import { addressKey } from '../address/email-address.ts';
import { addAddressChange, endAddressChange } from '../store/address-changes.ts';
import { recordEvents } from '../store/events.ts';
import { findForeignReader, putForeignReaders } from '../store/foreign.ts';
import {
  createSubscribers,
  findSubscriber,
  findSubscriberById,
  merge,
  readdressSubscriber,
  type Subscriber,
  updateSubscribers,
} from '../store/subscribers.ts';
import { findSuppression, liftSuppression, suppress } from '../store/suppressions.ts';
import type { Tables } from '../store/tables.ts';
import { findErased } from '../subscribers/erased.ts';
import { isOwnWish, learnSubscription } from './learn-subscription.ts';
import { type Learned, nothingLearned } from './learned.ts';
import type { Person } from './person.ts';

/** Who tells, and to whom. */
export interface Learning {
  /** The store that tells. */
  readonly peer: string;
  /** Whose word counts for fields and tags of somebody both know: the store that sends keeps the books. */
  readonly keepsBooks: 'peer' | 'we';
  /** Of `PENNYPOST_SECRET`: they know who was erased. */
  readonly secrets: readonly string[];
  readonly now: number;
}

/**
 * Takes over what another store says of people. Of what both know of a subscription the later is true; but whoever has
 * left stays out, whatever was done to the list since, unless they came back by a wish of their own. So neither the
 * order in which pages come, nor how often, brings anybody back. Belongs into a transaction.
 */
export async function learnPeople(
  db: Kysely<Tables>,
  people: readonly Person[],
  learning: Learning,
): Promise<Learned> {
  const learned = nothingLearned();
  for (const person of people) await learnPerson(db, person, learning, learned);
  return learned;
}

async function learnPerson(
  db: Kysely<Tables>,
  person: Person,
  learning: Learning,
  learned: Learned,
): Promise<void> {
  const { peer, now } = learning;
  if (await mayNotBeKept(db, person, learning)) return;
  const known = await findKnown(db, peer, person);
  const subscriberId = known?.id ?? (await create(db, person, now));
  const before = { ...learned };
  const id = known ? await moveAddress(db, known, person, learning, learned) : subscriberId;
  if (known && id === known.id) await describe(db, known, person, learning, learned);
  await putForeignReaders(db, peer, [{ number: person.number, subscriberId: id }]);
  for (const one of person.subscriptions) {
    const wishedAt = Math.max(one.consentAt ?? 0, person.returnedAt ?? 0);
    await learnSubscription(db, { ...one, wishedAt, subscriberId: id }, learning, learned);
  }
  await learnSuppression(db, person, learned);
  if (!known || isChanged(before, learned)) {
    const detail = { source: 'sync', from: peer };
    await recordEvents(db, [{ at: now, kind: 'synced', mailingId: null, subscriberId: id, detail }]);
  }
}

/** Somebody who was erased comes back only by a wish of their own that is later than that. */
async function mayNotBeKept(db: Kysely<Tables>, person: Person, { secrets }: Learning): Promise<boolean> {
  const key = addressKey(person.email);
  const erased = (await findErased(db, [key], secrets)).get(key);
  if (!erased) return false;
  const asked = person.subscriptions.some((one) => isOwnWish(one, erased.at));
  if (asked) await liftSuppression(db, erased.email_key);
  return !asked;
}

/** By our own number, by theirs, or by the address. */
async function findKnown(db: Kysely<Tables>, peer: string, person: Person): Promise<Subscriber | undefined> {
  const number = person.yours ?? (await findForeignReader(db, peer, person.number));
  const byNumber = number === undefined ? undefined : await findSubscriberById(db, number);
  return byNumber ?? findSubscriber(db, addressKey(person.email));
}

async function create(db: Kysely<Tables>, { email, fields, tags }: Person, now: number): Promise<number> {
  const emailKey = addressKey(email);
  const ids = await createSubscribers(db, [{ email, emailKey, fields, tags }], now);
  return ids.get(emailKey) as number;
}

/**
 * They get their mail at another address, which they have confirmed at the pages. Where somebody has it here already,
 * that is who they are from now on. @returns who they are
 */
async function moveAddress(
  db: Kysely<Tables>,
  known: Subscriber,
  { email }: Person,
  { keepsBooks, now }: Learning,
  learned: Learned,
): Promise<number> {
  const emailKey = addressKey(email);
  if (emailKey === known.emailKey || keepsBooks === 'peer') return known.id;
  learned.readdressed += 1;
  const other = await findSubscriber(db, emailKey);
  if (!other) {
    await readdressSubscriber(db, known.id, { email, emailKey }, now);
    return known.id;
  }
  const change = await addAddressChange(db, { subscriberId: known.id, email, emailKey, askedAt: now });
  await endAddressChange(db, change, { now, joined: other.id });
  return other.id;
}

/** Whoever keeps the books says how somebody is called; the other only what the first does not know. */
async function describe(
  db: Kysely<Tables>,
  known: Subscriber,
  { fields, tags }: Person,
  { keepsBooks, now }: Learning,
  learned: Learned,
): Promise<void> {
  const described =
    keepsBooks === 'peer'
      ? merge(known, { fields, tags })
      : merge(known, { fields: { ...fields, ...known.fields }, tags: [] });
  if (!described) return;
  await updateSubscribers(db, [{ id: known.id, ...described }], now);
  learned.otherwise += 1;
}

/** Suppressions only grow, but for somebody who has joined again at the pages. */
async function learnSuppression(db: Kysely<Tables>, person: Person, learned: Learned): Promise<void> {
  const key = addressKey(person.email);
  const ours = await findSuppression(db, key);
  if (!ours && person.suppression) {
    await suppress(db, [{ email_key: key, ...person.suppression }]);
    learned.suppressed += 1;
  }
  if (ours?.reason !== 'unsubscribed' || person.suppression) return;
  if (person.subscriptions.some((one) => isOwnWish(one, ours.at))) await liftSuppression(db, key);
}

function isChanged(before: Learned, after: Learned): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
