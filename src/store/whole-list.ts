import { type Kysely, type RawBuilder, sql } from 'kysely';
import { activeReaders } from './active-readers.ts';
import { engineOf } from './engine.ts';
import type { NewMailing } from './mailings.ts';
import { isNotPaused } from './pauses.ts';
import { spared } from './readers.ts';
import type { Tables } from './tables.ts';

// An issue for everybody on a list needs no look at anybody: one question counts them, and one writes their
// deliveries.

/** How many people on a list get mail and had an issue already by one of these mailings. */
export async function countReaders(
  db: Kysely<Tables>,
  listId: number,
  mailings: readonly string[],
  now: number,
): Promise<number> {
  if (mailings.length === 0) return 0;
  const { readers } = await activeReaders(db, listId)
    .where(isNotPaused(now))
    .where((eb) => eb.exists(hadIt(db, mailings)))
    .select((eb) => eb.fn.countAll<number | bigint | string>().as('readers'))
    .executeTakeFirstOrThrow();
  return Number(readers);
}

export interface WholeList {
  /** Mailings whose readers have the issue already. */
  readonly earlier: readonly string[];
  /** Names of the merge fields whose values are kept; `[a-z][a-z0-9_]*`. */
  readonly fields: readonly string[];
  readonly variant: string;
  /** How many readers at most. */
  readonly limit: number | undefined;
}

/**
 * Plans a delivery for everybody on the mailing’s list who gets mail and has not had the issue, in the order of
 * the list. @returns how many
 */
export async function planWholeList(
  db: Kysely<Tables>,
  mailing: NewMailing,
  { earlier, fields, variant, limit }: WholeList,
): Promise<number> {
  const readers = activeReaders(db, mailing.listId)
    .where(isNotPaused(mailing.createdAt))
    .$if(earlier.length > 0, (query) => query.where((eb) => eb.not(eb.exists(hadIt(db, earlier)))))
    .$if(limit !== undefined, (query) => query.limit(limit as number))
    .orderBy('subscriptions.subscriber_id')
    .select((eb) => [
      text(mailing.id).as('mailing_id'),
      'subscribers.id as subscriber_id',
      eb.fn
        .agg<number>('row_number')
        .over((over) => over.orderBy('subscriptions.subscriber_id'))
        .as('position'),
      'subscribers.email',
      'subscribers.email_key',
      valuesOf(db, fields).as('fields'),
      text(variant).as('variant'),
      sql.lit('planned').as('state'),
      whole(mailing.createdAt).as('updated_at'),
    ]);
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('deliveries')
    .columns([
      ...(['mailing_id', 'subscriber_id', 'position', 'email', 'email_key', 'fields', 'variant'] as const),
      ...(['state', 'updated_at'] as const),
    ])
    .expression(readers)
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
}

/** Asks the mailings by the key of their deliveries. */
function hadIt(db: Kysely<Tables>, mailings: readonly string[]) {
  return db
    .selectFrom('deliveries')
    .select('deliveries.subscriber_id')
    .where('deliveries.mailing_id', 'in', mailings)
    .where(sql.ref('deliveries.subscriber_id'), '=', sql.ref('subscribers.id'))
    .where('deliveries.state', 'not in', spared);
}

/** A JSON object of those fields that have a value, as the subscriber’s own text has them. */
function valuesOf(db: Kysely<Tables>, fields: readonly string[]): RawBuilder<string> {
  const { fieldOf } = engineOf(db);
  const members = fields.map((name) => {
    const value = fieldOf('subscribers.fields', name);
    return sql`coalesce(${sql.lit(`,"${name}":`)} || nullif(${value}, '""'), '')`;
  });
  if (members.length === 0) return sql`'{}'`;
  return sql`'{' || substr(${sql.join(members, sql` || `)}, 2) || '}'`;
}

function text(value: string): RawBuilder<string> {
  return sql`cast(${value} as text)`;
}

function whole(value: number): RawBuilder<number> {
  return sql`cast(${value} as bigint)`;
}
