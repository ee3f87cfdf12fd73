import { type Kysely, sql } from 'kysely';
import { anyNumber } from './many.ts';
import { type Subscriber, subscriberOf } from './subscribers.ts';
import { type Subscription, subscriptionOf } from './subscriptions.ts';
import type { Suppression } from './suppressions.ts';
import type { Tables } from './tables.ts';

/** Who was changed by some events, and up to which event. */
export interface Changes {
  readonly upTo: number;
  readonly subscriberIds: readonly number[];
  /** Nothing has happened behind them. */
  readonly areAll: boolean;
}

/**
 * The people of up to so many events behind one; whatever is done to somebody writes an event with it. What the other
 * store has told itself is left out.
 */
export async function changesAfter(
  db: Kysely<Tables>,
  { peer, after, limit }: { readonly peer: string; readonly after: number; readonly limit: number },
): Promise<Changes> {
  const rows = await db
    .selectFrom('events')
    .select(['id', 'subscriber_id', 'kind', 'detail'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  const ids = rows.flatMap((row) =>
    row.subscriber_id === null || isFrom(peer, row) ? [] : [row.subscriber_id],
  );
  return { upTo: rows.at(-1)?.id ?? after, subscriberIds: [...new Set(ids)], areAll: rows.length < limit };
}

function isFrom(peer: string, { kind, detail }: { readonly kind: string; readonly detail: string }): boolean {
  return kind === 'synced' && (JSON.parse(detail) as { from?: unknown }).from === peer;
}

/** All that is known of somebody that another store should know. */
export interface Standing {
  readonly subscriber: Subscriber;
  readonly subscriptions: readonly (Subscription & { readonly list: string })[];
  readonly suppression: Suppression | undefined;
  /** When they last came back to a list that they had left. */
  readonly returnedAt: number | undefined;
}

/** How these people stand now; those who are gone are left out. */
export async function standingsOf(
  db: Kysely<Tables>,
  subscriberIds: readonly number[],
): Promise<readonly Standing[]> {
  const people = await db
    .selectFrom('subscribers')
    .leftJoin('suppressions', 'suppressions.email_key', 'subscribers.email_key')
    .selectAll('subscribers')
    .select(['suppressions.reason', 'suppressions.source', sql<number | null>`suppressions.at`.as('at')])
    .where('subscribers.id', 'in', anyNumber(db, subscriberIds))
    .execute();
  const lists = await db
    .selectFrom('subscriptions')
    .innerJoin('lists', 'lists.id', 'subscriptions.list_id')
    .selectAll('subscriptions')
    .select('lists.name as list')
    .where('subscriptions.subscriber_id', 'in', anyNumber(db, subscriberIds))
    .execute();
  const returns = await returnsOf(db, subscriberIds);
  return people.map((row) => ({
    returnedAt: returns.get(row.id),
    subscriber: subscriberOf(row),
    subscriptions: lists
      .filter((one) => one.subscriber_id === row.id)
      .map((one) => ({ ...subscriptionOf(one), list: one.list })),
    suppression:
      row.reason && row.source !== null && row.at !== null
        ? { email_key: row.email_key, reason: row.reason, source: row.source, at: row.at }
        : undefined,
  }));
}

async function returnsOf(
  db: Kysely<Tables>,
  subscriberIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('events')
    .select((eb) => ['subscriber_id', eb.fn.max<number>('at').as('at')])
    .where('subscriber_id', 'in', anyNumber(db, subscriberIds))
    .where('kind', '=', 'rejoined')
    .groupBy('subscriber_id')
    .execute();
  return new Map(rows.map((row) => [row.subscriber_id as number, Number(row.at)]));
}
