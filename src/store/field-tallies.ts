import { type Kysely, type RawBuilder, sql } from 'kysely';
import { activeReaders } from './active-readers.ts';
import { engineOf } from './engine.ts';
import { isNotPaused } from './pauses.ts';
import type { Tables } from './tables.ts';

/** What the readers of a list have of one field. */
export interface FieldTally {
  readonly readers: number;
  /** So many of them have no value, or a blank one. */
  readonly without: number;
  /** The longest value, in characters. */
  readonly longest: number;
}

/**
 * Counts the values of some fields (`[a-z][a-z0-9_]*`) among all who would get mail: one pass over the list, where it
 * lies.
 */
export async function tallyFields(
  db: Kysely<Tables>,
  listId: number,
  fields: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, FieldTally>> {
  if (fields.length === 0) return new Map();
  const { fieldOf } = engineOf(db);
  const columns = fields.flatMap((field, i) => {
    const value = fieldOf('subscribers.fields', field);
    return [without(value).as(`without${i}`), longest(value).as(`longest${i}`)];
  });
  const row = (await activeReaders(db, listId)
    .where(isNotPaused(now))
    .select([sql<number | bigint | string>`count(*)`.as('readers'), ...columns])
    .executeTakeFirstOrThrow()) as Readonly<Record<string, unknown>>;
  const number = (name: string) => Number(row[name] ?? 0);
  return new Map(
    fields.map((field, i) => [
      field,
      { readers: number('readers'), without: number(`without${i}`), longest: number(`longest${i}`) },
    ]),
  );
}

/** A value is JSON text: a blank one is nothing but quotation marks and spaces. */
function without(value: RawBuilder<string | null>): RawBuilder<number | bigint | string> {
  return sql`count(*) filter (where trim(coalesce(${value}, ''), ' "') = '')`;
}

/** Without its quotation marks; what JSON escapes counts as it is written there. */
function longest(value: RawBuilder<string | null>): RawBuilder<number | bigint | string> {
  return sql`max(length(${value}) - 2)`;
}
