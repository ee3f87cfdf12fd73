import type { Kysely } from 'kysely';
import { type Event, recordEvents } from '../store/events.ts';
import type { List } from '../store/lists.ts';
import {
  createSubscribers,
  type Described,
  findSubscribers,
  updateSubscribers,
} from '../store/subscribers.ts';
import { findSubscriptions, type NewSubscription, putSubscriptions } from '../store/subscriptions.ts';
import { findSuppressions, type Suppression, suppress } from '../store/suppressions.ts';
import type { Tables } from '../store/tables.ts';
import type { Decision, Importing, Known } from './decide.ts';
import { findErased } from './erased.ts';
import type { ImportRow } from './row.ts';

/** A row, and what the store knows of the person in it. */
export interface KnownRow {
  readonly row: ImportRow;
  readonly known: Known;
}

/** A row and what is done about it. */
export interface Decided extends KnownRow {
  readonly decision: Decision;
}

/**
 * What the store knows at this moment of the people in rows, each of another person.
 * @param secrets by which those are known who were erased
 * @throws {Failure} `erased/no-secret`
 */
export async function lookUp(
  db: Kysely<Tables>,
  list: List | undefined,
  rows: readonly ImportRow[],
  secrets: readonly string[],
): Promise<KnownRow[]> {
  const keys = rows.map((row) => row.emailKey);
  const suppressions = await findSuppressions(db, keys);
  const subscribers = await findSubscribers(db, keys);
  // Nobody is in the store who was erased.
  const strangers = keys.filter((key) => !subscribers.has(key));
  const erased = await findErased(db, strangers, secrets);
  const ids = [...subscribers.values()].map((subscriber) => subscriber.id);
  const subscriptions = list ? await findSubscriptions(db, list.id, ids) : new Map();
  return rows.map((row) => {
    const subscriber = subscribers.get(row.emailKey);
    const known: Known = {
      subscriber,
      subscription: subscriber && subscriptions.get(subscriber.id),
      suppression: suppressions.get(row.emailKey) ?? erased.get(row.emailKey),
    };
    return { row, known };
  });
}

/**
 * Writes what was decided; to be called in the transaction it was decided in.
 * @returns the numbers of people who are new in the store, by key
 */
export async function writeBatch(
  db: Kysely<Tables>,
  list: List,
  decided: readonly Decided[],
  { now, source }: Importing,
): Promise<ReadonlyMap<string, number>> {
  const strangers = decided.filter(({ known, decision }) => !known.subscriber && isChange(decision));
  const newIds = await createSubscribers(
    db,
    strangers.map(({ row }) => row),
    now,
  );
  const written: Writing = { described: [], subscriptions: [], suppressions: [], events: [] };
  for (const one of decided) {
    if (!isChange(one.decision)) continue;
    const id = (one.known.subscriber?.id ?? newIds.get(one.row.emailKey)) as number;
    addTo(written, one, id, { list, now, source });
  }
  await updateSubscribers(db, written.described, now);
  await putSubscriptions(db, written.subscriptions, now);
  await suppress(db, written.suppressions);
  await recordEvents(db, written.events);
  return newIds;
}

function isChange({ subscription, describe, suppress }: Decision): boolean {
  return Boolean(subscription || describe || suppress);
}

/** What is written once everybody has a number. */
interface Writing {
  readonly described: (Described & { readonly id: number })[];
  readonly subscriptions: NewSubscription[];
  readonly suppressions: Suppression[];
  readonly events: Event[];
}

interface Occasion extends Importing {
  readonly list: List;
}

function addTo(writing: Writing, one: Decided, id: number, occasion: Occasion): void {
  const { row, decision } = one;
  const { list, now } = occasion;
  if (decision.describe) writing.described.push({ id, ...decision.describe });
  if (decision.subscription) {
    writing.subscriptions.push(subscriptionOf(decision.subscription, list.id, id));
  }
  if (decision.suppress) {
    const suppression = { email_key: row.emailKey, reason: decision.suppress, at: decision.leftAt ?? now };
    writing.suppressions.push({ ...suppression, source: `${occasion.source} line ${row.line}` });
  }
  writing.events.push(eventOf(one, id, occasion));
}

/** Member by member: to copy an object for each of a million people and add to it takes most of an import’s memory. */
function subscriptionOf(
  { state, source, consentAt, consent, leftAt }: NonNullable<Decision['subscription']>,
  listId: number,
  subscriberId: number,
): NewSubscription {
  return { listId, subscriberId, state, source, consentAt, consent, leftAt };
}

function eventOf({ row, decision, known }: Decided, subscriberId: number, occasion: Occasion): Event {
  const left = decision.suppress ? 'suppressed' : 'unsubscribed';
  const came = known.subscription ? 'updated' : 'imported';
  return {
    at: occasion.now,
    kind: decision.outcome === 'left' ? left : came,
    mailingId: null,
    subscriberId,
    detail: { list: occasion.list.name, source: occasion.source, line: row.line },
  };
}
