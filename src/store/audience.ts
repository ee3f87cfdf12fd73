import type { Kysely } from 'kysely';
import { type Subscriber, subscriberOf } from './subscribers.ts';
import type { SubscriptionState } from './subscriptions.ts';
import type { Suppression } from './suppressions.ts';
import type { Tables } from './tables.ts';

/** One person of a list, with all that decides whether they get mail. */
export interface Member {
  readonly subscriber: Subscriber;
  readonly state: SubscriptionState;
  /** Why nothing is sent to them, on whatever list; null for nearly everybody. */
  readonly suppression: Suppression['reason'] | null;
}

/** How many people are read at a time. */
const page = 2_000;

/**
 * Everybody whose subscription to the list is active, in the order of their ids. Read page by page, each a
 * question of its own: a million readers never sit in memory, and the store can be written in between.
 */
export function streamAudience(db: Kysely<Tables>, listId: number, pageSize = page): AsyncGenerator<Member> {
  return streamMembers(db, listId, { state: 'active', pageSize });
}

/** Everybody who is or was on the list, or only those in one state, in the order of their ids. */
export async function* streamMembers(
  db: Kysely<Tables>,
  listId: number,
  {
    state,
    pageSize = page,
  }: { readonly state?: SubscriptionState | undefined; readonly pageSize?: number } = {},
): AsyncGenerator<Member> {
  let after = 0;
  for (;;) {
    const members = await membersAfter(db, { listId, state, after, pageSize });
    yield* members;
    const last = members.at(-1);
    if (!last || members.length < pageSize) return;
    after = last.subscriber.id;
  }
}

interface PageWanted {
  readonly listId: number;
  readonly state: SubscriptionState | undefined;
  readonly after: number;
  readonly pageSize: number;
}

async function membersAfter(db: Kysely<Tables>, wanted: PageWanted): Promise<Member[]> {
  const { state } = wanted;
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
    .leftJoin('suppressions', 'suppressions.email_key', 'subscribers.email_key')
    .selectAll('subscribers')
    .select(['subscriptions.state', 'suppressions.reason as suppression'])
    .where('subscriptions.list_id', '=', wanted.listId)
    .where('subscriptions.subscriber_id', '>', wanted.after)
    .$if(state !== undefined, (query) => query.where('subscriptions.state', '=', state as SubscriptionState))
    .orderBy('subscriptions.subscriber_id')
    .limit(wanted.pageSize)
    .execute();
  return rows.map((row) => ({
    subscriber: subscriberOf(row),
    state: row.state,
    suppression: row.suppression,
  }));
}

/** A list in numbers; everybody on it is counted once. */
export interface AudienceCounts {
  /** Active and not suppressed: who gets the next issue. */
  readonly active: number;
  readonly pending: number;
  readonly unsubscribed: number;
  /** On the list in whatever state, but bounced, complained, blocked or erased. */
  readonly suppressed: number;
}

export async function countAudience(db: Kysely<Tables>, listId: number): Promise<AudienceCounts> {
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
    .leftJoin('suppressions', 'suppressions.email_key', 'subscribers.email_key')
    .where('subscriptions.list_id', '=', listId)
    .groupBy(['subscriptions.state', 'suppressions.reason'])
    .select((eb) => [
      'subscriptions.state',
      'suppressions.reason as suppression',
      eb.fn.countAll<number | bigint | string>().as('people'),
    ])
    .execute();
  const counts = { active: 0, pending: 0, unsubscribed: 0, suppressed: 0 };
  for (const row of rows) counts[standing(row)] += Number(row.people);
  return counts;
}

/** Where a member stands: one word of `AudienceCounts`. */
export function standing(member: Pick<Member, 'state' | 'suppression'>): keyof AudienceCounts {
  if (member.suppression === 'unsubscribed') return 'unsubscribed';
  return member.suppression === null ? member.state : 'suppressed';
}
