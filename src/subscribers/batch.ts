import type { Kysely } from 'kysely';
import { type Event, recordEvents } from '../store/events.ts';
import type { List } from '../store/lists.ts';
import { createSubscribers, findSubscribers, updateSubscriber } from '../store/subscribers.ts';
import { findSubscriptions, type NewSubscription, putSubscriptions } from '../store/subscriptions.ts';
import { findSuppressions, suppress } from '../store/suppressions.ts';
import type { Tables } from '../store/tables.ts';
import { type Decision, decide, type Importing, type Known } from './decide.ts';
import type { ImportRow } from './row.ts';

/** A row and what is done about it. */
export interface Decided {
  readonly row: ImportRow;
  readonly decision: Decision;
  readonly known: Known;
}

/** What is decided about rows, each of another person, from what the store knows at this moment. */
export async function decideBatch(
  db: Kysely<Tables>,
  list: List | undefined,
  rows: readonly ImportRow[],
  importing: Importing,
): Promise<Decided[]> {
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
    return { row, known, decision: decide(row, known, importing) };
  });
}

/** Writes what was decided; to be called in the transaction it was decided in. */
export async function writeBatch(
  db: Kysely<Tables>,
  list: List,
  decided: readonly Decided[],
  { now, source }: Importing,
): Promise<void> {
  const changes = decided.filter(
    ({ decision }) => decision.subscription || decision.describe || decision.suppress,
  );
  const strangers = changes.filter(({ known }) => !known.subscriber).map(({ row }) => row);
  const newIds = await createSubscribers(db, strangers, now);
  const idOf = ({ row, known }: Decided) => (known.subscriber?.id ?? newIds.get(row.emailKey)) as number;
  for (const one of changes) {
    if (one.decision.describe) await updateSubscriber(db, idOf(one), now, one.decision.describe);
  }
  const subscriptions = changes.flatMap((one): NewSubscription[] =>
    one.decision.subscription
      ? [{ ...one.decision.subscription, listId: list.id, subscriberId: idOf(one) }]
      : [],
  );
  await putSubscriptions(db, subscriptions, now);
  await suppress(
    db,
    changes.flatMap(({ row, decision }) =>
      decision.suppress
        ? [
            {
              email_key: row.emailKey,
              reason: decision.suppress,
              source: `${source} line ${row.line}`,
              at: now,
            },
          ]
        : [],
    ),
  );
  await recordEvents(
    db,
    changes.map((one) => eventOf(one, idOf(one), { list, now, source })),
  );
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
