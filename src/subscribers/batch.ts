import type { Kysely } from 'kysely';
import { type Event, recordEvents } from '../store/events.ts';
import type { List } from '../store/lists.ts';
import { createSubscribers, findSubscribers, updateSubscribers } from '../store/subscribers.ts';
import { findSubscriptions, type NewSubscription, putSubscriptions } from '../store/subscriptions.ts';
import { findSuppressions, type Suppression, suppress } from '../store/suppressions.ts';
import type { Tables } from '../store/tables.ts';
import type { Decision, Importing, Known } from './decide.ts';
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

/** What the store knows at this moment of the people in rows, each of another person. */
export async function lookUp(
  db: Kysely<Tables>,
  list: List | undefined,
  rows: readonly ImportRow[],
): Promise<KnownRow[]> {
  const keys = rows.map((row) => row.emailKey);
  const suppressions = await findSuppressions(db, keys);
  const subscribers = await findSubscribers(db, keys);
  const ids = [...subscribers.values()].map((subscriber) => subscriber.id);
  const subscriptions = list ? await findSubscriptions(db, list.id, ids) : new Map();
  return rows.map((row) => {
    const subscriber = subscribers.get(row.emailKey);
    const known: Known = {
      subscriber,
      subscription: subscriber && subscriptions.get(subscriber.id),
      suppression: suppressions.get(row.emailKey),
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
  const changes = decided.filter(
    ({ decision }) => decision.subscription || decision.describe || decision.suppress,
  );
  const strangers = changes.filter(({ known }) => !known.subscriber).map(({ row }) => row);
  const newIds = await createSubscribers(db, strangers, now);
  const idOf = ({ row, known }: Decided) => (known.subscriber?.id ?? newIds.get(row.emailKey)) as number;
  const described = changes.flatMap((one) =>
    one.decision.describe ? [{ id: idOf(one), ...one.decision.describe }] : [],
  );
  const subscriptions = changes.flatMap((one): NewSubscription[] =>
    one.decision.subscription
      ? [{ ...one.decision.subscription, listId: list.id, subscriberId: idOf(one) }]
      : [],
  );
  await updateSubscribers(db, described, now);
  await putSubscriptions(db, subscriptions, now);
  await suppress(
    db,
    changes.flatMap((one) => suppressionOf(one, { now, source })),
  );
  await recordEvents(
    db,
    changes.map((one) => eventOf(one, idOf(one), { list, now, source })),
  );
  return newIds;
}

function suppressionOf({ row, decision }: Decided, { now, source }: Importing): Suppression[] {
  if (!decision.suppress) return [];
  return [
    { email_key: row.emailKey, reason: decision.suppress, source: `${source} line ${row.line}`, at: now },
  ];
}

function eventOf(
  { row, decision, known }: Decided,
  subscriberId: number,
  { list, now, source }: Importing & { readonly list: List },
): Event {
  const left = decision.suppress ? 'suppressed' : 'unsubscribed';
  const came = known.subscription ? 'updated' : 'imported';
  return {
    at: now,
    kind: decision.outcome === 'left' ? left : came,
    mailingId: null,
    subscriberId,
    detail: { list: list.name, source, line: row.line },
  };
}
