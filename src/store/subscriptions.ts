import type { Kysely, Selectable } from 'kysely';
import { inChunks } from './chunks.ts';
import { insertMany, membersOf, type OnConflict } from './many.ts';
import { repeated } from './repeated.ts';
import type { SubscriptionTable, Tables } from './tables.ts';

export type SubscriptionState = SubscriptionTable['state'];

/** One person on one list. */
export interface Subscription {
  readonly listId: number;
  readonly subscriberId: number;
  readonly state: SubscriptionState;
  readonly source: string;
  readonly consentAt: number | null;
  readonly consent: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly leftAt: number | null;
  /** Nothing is sent before this instant. */
  readonly pausedUntil: number | null;
}

export type NewSubscription = Omit<Subscription, 'createdAt' | 'updatedAt' | 'pausedUntil'>;

export async function findSubscription(
  db: Kysely<Tables>,
  listId: number,
  subscriberId: number,
): Promise<Subscription | undefined> {
  return (await findSubscriptions(db, listId, [subscriberId])).get(subscriberId);
}

/** The subscriptions to one list there are among `subscriberIds`, by subscriber. */
export async function findSubscriptions(
  db: Kysely<Tables>,
  listId: number,
  subscriberIds: readonly number[],
): Promise<Map<number, Subscription>> {
  const rows = await onList(db, { listId, ids: JSON.stringify(subscriberIds) });
  return new Map(rows.map((row) => [row.subscriber_id, subscriptionOf(row)]));
}

const onList = repeated<
  { readonly listId: number /** JSON array. */; readonly ids: string },
  Selectable<SubscriptionTable>
>((db, { listId, ids }) =>
  db
    .selectFrom('subscriptions')
    .selectAll()
    .where('list_id', '=', listId)
    .where('subscriber_id', 'in', membersOf(db, ids, 'integer')),
);

/** Every list a person is or was on, with its name, oldest first. */
export async function findSubscriptionsOf(
  db: Kysely<Tables>,
  subscriberId: number,
): Promise<(Subscription & { readonly list: string })[]> {
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('lists', 'lists.id', 'subscriptions.list_id')
    .selectAll('subscriptions')
    .select('lists.name as list')
    .where('subscriptions.subscriber_id', '=', subscriberId)
    .orderBy('subscriptions.created_at')
    .orderBy('lists.id')
    .execute();
  return rows.map((row) => ({ ...subscriptionOf(row), list: row.list }));
}

/** Writes subscriptions, replacing those there are; when one was made, and a pause, are kept. */
export async function putSubscriptions(
  db: Kysely<Tables>,
  subscriptions: readonly NewSubscription[],
  now: number,
): Promise<void> {
  const rows = subscriptions.map((subscription) => newRow(subscription, now));
  await insertMany(db, 'subscriptions', rows, replacing);
}

const replacing: OnConflict<'subscriptions'> = (insert) =>
  insert.onConflict((conflict) =>
    conflict.columns(['list_id', 'subscriber_id']).doUpdateSet((eb) => ({
      state: eb.ref('excluded.state'),
      source: eb.ref('excluded.source'),
      consent_at: eb.ref('excluded.consent_at'),
      consent: eb.ref('excluded.consent'),
      updated_at: eb.ref('excluded.updated_at'),
      left_at: eb.ref('excluded.left_at'),
    })),
  );

/** Marks people as having left a list; consent stays on record. Those who left before keep their day. */
export async function endSubscriptions(
  db: Kysely<Tables>,
  listId: number,
  subscriberIds: readonly number[],
  now: number,
): Promise<void> {
  for (const ids of inChunks(subscriberIds)) {
    await db
      .updateTable('subscriptions')
      .set({ state: 'unsubscribed', left_at: now, updated_at: now })
      .where('list_id', '=', listId)
      .where('subscriber_id', 'in', ids)
      .where('state', '!=', 'unsubscribed')
      .execute();
  }
}

/** Sends nothing to a person before `until`, on every list they are on; null ends a pause. */
export async function pauseSubscriptions(
  db: Kysely<Tables>,
  subscriberId: number,
  until: number | null,
  now: number,
): Promise<void> {
  await db
    .updateTable('subscriptions')
    .set({ paused_until: until, updated_at: now })
    .where('subscriber_id', '=', subscriberId)
    .where('state', '=', 'active')
    .execute();
}

/** The same on one list. */
export async function pauseSubscription(
  db: Kysely<Tables>,
  { listId, subscriberId }: Pick<Subscription, 'listId' | 'subscriberId'>,
  until: number | null,
): Promise<void> {
  await db
    .updateTable('subscriptions')
    .set({ paused_until: until })
    .where('list_id', '=', listId)
    .where('subscriber_id', '=', subscriberId)
    .execute();
}

/** Writes a subscription as another store has it, with its times. */
export async function copySubscription(db: Kysely<Tables>, subscription: Subscription): Promise<void> {
  const { createdAt, updatedAt, pausedUntil, ...rest } = subscription;
  const row = { ...newRow(rest, updatedAt), paused_until: pausedUntil };
  await db
    .insertInto('subscriptions')
    .values({ ...row, created_at: createdAt })
    .onConflict((conflict) => {
      const { list_id: _list, subscriber_id: _subscriber, created_at: _created, ...changed } = row;
      return conflict.columns(['list_id', 'subscriber_id']).doUpdateSet(changed);
    })
    .execute();
}

/** A row as a value. */
export function subscriptionOf(row: Selectable<SubscriptionTable>): Subscription {
  return {
    listId: row.list_id,
    subscriberId: row.subscriber_id,
    state: row.state,
    source: row.source,
    consentAt: row.consent_at,
    consent: JSON.parse(row.consent) as Record<string, string>,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    leftAt: row.left_at,
    pausedUntil: row.paused_until,
  };
}

function newRow(subscription: NewSubscription, now: number) {
  return {
    list_id: subscription.listId,
    subscriber_id: subscription.subscriberId,
    state: subscription.state,
    source: subscription.source,
    consent_at: subscription.consentAt,
    consent: JSON.stringify(subscription.consent),
    created_at: now,
    updated_at: now,
    left_at: subscription.leftAt,
  };
}
