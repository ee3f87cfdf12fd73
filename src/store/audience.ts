import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type Subscriber, subscriberOf } from './subscribers.ts';
import type { SubscriptionState } from './subscriptions.ts';
import type { Suppression } from './suppressions.ts';
import type { Tables } from './tables.ts';

/** One person of a list, with all that decides whether they get mail. */
export interface Member {
  readonly subscriber: Subscriber;
  readonly state: SubscriptionState;
  /** When they came onto the list, and when they agreed, as far as it is known. */
  readonly createdAt: number;
  readonly consentAt: number | null;
  /** Why nothing is sent to them, on whatever list; null for nearly everybody. */
  readonly suppression: Suppression['reason'] | null;
  /** Nothing is sent to them before this instant, as they wish. */
  readonly pausedUntil: number | null;
}

/** How many people are read at a time. */
const page = 2_000;

/**
 * Everybody whose subscription to the list is active, in the order of their ids, page by page. Each is a question
 * of its own: a million readers never sit in memory, and the store can be written in between.
 */
export function audiencePages(
  db: Kysely<Tables>,
  listId: number,
  pageSize = page,
): AsyncGenerator<readonly Member[]> {
  return memberPages(db, { listId, state: 'active', pageSize });
}

/** Everybody who is or was on the list, in the order of their ids. */
export async function* streamMembers(
  db: Kysely<Tables>,
  listId: number,
  pageSize = page,
): AsyncGenerator<Member> {
  for await (const members of memberPages(db, { listId, state: undefined, pageSize })) yield* members;
}

async function* memberPages(
  db: Kysely<Tables>,
  wanted: Omit<PageWanted, 'after'>,
): AsyncGenerator<readonly Member[]> {
  let after = 0;
  for (;;) {
    const members = await membersAfter(db, { ...wanted, after });
    if (members.length > 0) yield members;
    const last = members.at(-1);
    if (!last || members.length < wanted.pageSize) return;
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
    .select([
      'subscriptions.state',
      'subscriptions.created_at as came_at',
      'subscriptions.consent_at',
      'subscriptions.paused_until as pausedUntil',
      'suppressions.reason as suppression',
    ])
    .where('subscriptions.list_id', '=', wanted.listId)
    .where('subscriptions.subscriber_id', '>', wanted.after)
    .$if(state !== undefined, (query) => query.where('subscriptions.state', '=', state as SubscriptionState))
    .orderBy('subscriptions.subscriber_id')
    .limit(wanted.pageSize)
    .execute();
  return rows.map((row) => ({
    subscriber: subscriberOf(row),
    state: row.state,
    createdAt: row.came_at,
    consentAt: row.consent_at,
    suppression: row.suppression,
    pausedUntil: row.pausedUntil,
  }));
}

/** A list in numbers; everybody on it is counted once. */
export interface AudienceCounts {
  /** Active and not suppressed: who gets the next issue, but for a pause. */
  readonly active: number;
  readonly pending: number;
  readonly unsubscribed: number;
  /** On the list in whatever state, but bounced, complained, blocked or erased. */
  readonly suppressed: number;
}

/** Counted in passing: to group a million people costs three times as much. */
export async function countAudience(db: Kysely<Tables>, listId: number): Promise<AudienceCounts> {
  const row = await db
    .selectFrom('subscriptions')
    .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
    .leftJoin('suppressions', 'suppressions.email_key', 'subscribers.email_key')
    .where('subscriptions.list_id', '=', listId)
    .select([
      countIf(sql`state = 'active' and reason is null`).as('active'),
      countIf(sql`state = 'pending' and reason is null`).as('pending'),
      countIf(sql`reason = 'unsubscribed' or (state = 'unsubscribed' and reason is null)`).as('unsubscribed'),
      countIf(sql`reason <> 'unsubscribed'`).as('suppressed'),
    ])
    .executeTakeFirstOrThrow();
  const { active, pending, unsubscribed, suppressed } = row;
  return {
    active: Number(active),
    pending: Number(pending),
    unsubscribed: Number(unsubscribed),
    suppressed: Number(suppressed),
  };
}

function countIf(condition: RawBuilder<unknown>): RawBuilder<number | bigint | string> {
  return sql`count(*) filter (where ${condition})`;
}

/** Where a member stands: one word of `AudienceCounts`. */
export function standing(member: Pick<Member, 'state' | 'suppression'>): keyof AudienceCounts {
  if (member.suppression === 'unsubscribed') return 'unsubscribed';
  return member.suppression === null ? member.state : 'suppressed';
}
