import type { Kysely, Selectable } from 'kysely';
import type { EmailAddress } from '../address/email-address.ts';
import { engineOf } from './engine.ts';
import { anyText, insertEach } from './many.ts';
import { repeated } from './repeated.ts';
import type { SubscriberTable, Tables } from './tables.ts';

/** The values of a reader's merge fields by name; a field without a value is not there. */
export type Fields = Readonly<Record<string, string>>;

export interface Subscriber {
  readonly id: number;
  readonly email: EmailAddress;
  readonly emailKey: string;
  readonly fields: Fields;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewSubscriber {
  readonly email: EmailAddress;
  readonly emailKey: string;
  readonly fields: Fields;
  readonly tags: readonly string[];
}

export async function findSubscriberById(db: Kysely<Tables>, id: number): Promise<Subscriber | undefined> {
  const [row] = await byId(db, { id });
  return row && subscriberOf(row);
}

const byId = repeated<{ readonly id: number }, Selectable<SubscriberTable>>((db, { id }) =>
  db.selectFrom('subscribers').selectAll().where('id', '=', id),
);

export async function findSubscriber(db: Kysely<Tables>, emailKey: string): Promise<Subscriber | undefined> {
  const row = await db
    .selectFrom('subscribers')
    .selectAll()
    .where('email_key', '=', emailKey)
    .executeTakeFirst();
  return row && subscriberOf(row);
}

/** The subscribers that exist among `emailKeys`, by key. */
export async function findSubscribers(
  db: Kysely<Tables>,
  emailKeys: readonly string[],
): Promise<Map<string, Subscriber>> {
  const rows = await db
    .selectFrom('subscribers')
    .selectAll()
    .where('email_key', 'in', anyText(db, emailKeys))
    .execute();
  return new Map(rows.map((row) => [row.email_key, subscriberOf(row)]));
}

/** Everybody, in the order of their ids, so many at a time. */
export async function* subscriberPages(
  db: Kysely<Tables>,
  pageSize = 2_000,
): AsyncGenerator<readonly Subscriber[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('subscribers')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageSize)
      .execute();
    if (rows.length > 0) yield rows.map(subscriberOf);
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.id as number;
  }
}

/** Makes new subscribers. @returns their ids by key. */
export async function createSubscribers(
  db: Kysely<Tables>,
  subscribers: readonly NewSubscriber[],
  now: number,
): Promise<Map<string, number>> {
  const rows = subscribers.map((subscriber) => newRow(subscriber, now));
  const ids = await insertEach(db, 'subscribers', rows);
  return new Map(ids.map((id, i) => [subscribers[i]?.emailKey as string, id]));
}

/** Writes fields and tags of subscribers as they shall be from now on. */
export async function updateSubscribers(
  db: Kysely<Tables>,
  subscribers: readonly (Described & { readonly id: number })[],
  now: number,
): Promise<void> {
  const query = db
    .updateTable('subscribers')
    .set({ fields: '', tags: '', updated_at: now })
    .where('id', '=', 0)
    .compile();
  const rows = subscribers.map(({ id, fields, tags }) => [
    JSON.stringify(fields),
    JSON.stringify(tags),
    now,
    id,
  ]);
  await engineOf(db).runMany(db, query, rows);
}

/** Gives a subscriber another address, which nobody else has. */
export async function readdressSubscriber(
  db: Kysely<Tables>,
  id: number,
  { email, emailKey }: Pick<Subscriber, 'email' | 'emailKey'>,
  now: number,
): Promise<void> {
  const address = { email, email_key: emailKey, updated_at: now };
  await db.updateTable('subscribers').set(address).where('id', '=', id).execute();
}

/**
 * Makes the subscriber, or adds these fields and tags to the one there is: a field given replaces the old
 * value, one not given stays; tags only ever join.
 */
export async function upsertSubscriber(
  db: Kysely<Tables>,
  subscriber: NewSubscriber,
  now: number,
): Promise<{ readonly id: number; readonly outcome: 'new' | 'updated' | 'unchanged' }> {
  const known = await findSubscriber(db, subscriber.emailKey);
  if (!known) {
    const ids = await createSubscribers(db, [subscriber], now);
    return { id: ids.get(subscriber.emailKey) as number, outcome: 'new' };
  }
  const merged = merge(known, subscriber);
  if (!merged) return { id: known.id, outcome: 'unchanged' };
  await updateSubscribers(db, [{ id: known.id, ...merged }], now);
  return { id: known.id, outcome: 'updated' };
}

/** What is known of a person apart from where they are subscribed. */
export type Described = Pick<Subscriber, 'fields' | 'tags'>;

/** What `known` becomes with what `given` adds, or nothing when that changes nothing. */
export function merge(known: Described, given: Described): Described | undefined {
  const newFields = Object.entries(given.fields).filter(([name, value]) => known.fields[name] !== value);
  const newTags = given.tags.filter((tag) => !known.tags.includes(tag));
  if (newFields.length === 0 && newTags.length === 0) return undefined;
  return {
    fields: { ...known.fields, ...Object.fromEntries(newFields) },
    tags: [...known.tags, ...new Set(newTags)],
  };
}

/** A row as a value. */
export function subscriberOf(row: Selectable<SubscriberTable>): Subscriber {
  return {
    id: row.id,
    // Only parsed addresses are ever written.
    email: row.email as EmailAddress,
    emailKey: row.email_key,
    fields: JSON.parse(row.fields) as Record<string, string>,
    tags: JSON.parse(row.tags) as string[],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function newRow(subscriber: NewSubscriber, now: number) {
  return {
    email: subscriber.email,
    email_key: subscriber.emailKey,
    fields: JSON.stringify(subscriber.fields),
    tags: JSON.stringify(subscriber.tags),
    created_at: now,
    updated_at: now,
  };
}
