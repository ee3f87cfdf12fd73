import type { Insertable, InsertQueryBuilder, InsertResult, Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { engineOf } from './engine.ts';
import type { Tables } from './tables.ts';

/** What an insert does with a row that is there already. */
type OnConflict<T extends keyof Tables> = (
  insert: InsertQueryBuilder<Tables, T, InsertResult>,
) => InsertQueryBuilder<Tables, T, InsertResult>;

/**
 * Inserts rows that all give the same columns. One statement is compiled and prepared, and run for each of them:
 * nothing is made that grows with their number.
 * @returns the id each row got, if the table gives ids
 */
export async function insertMany<T extends keyof Tables & string>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
  onConflict: OnConflict<T> = (insert) => insert,
): Promise<readonly number[]> {
  const [first] = rows;
  if (!first) return [];
  const insert = db.insertInto(table).values(first as Insertable<Tables[T]>);
  const query = onConflict(insert as InsertQueryBuilder<Tables, T, InsertResult>).compile();
  return engineOf(db).runMany(db, query, valuesOf(rows, Object.keys(first)));
}

/** Each row in the same array, one after the other. */
function* valuesOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
): Generator<unknown[]> {
  const values: unknown[] = [];
  for (const row of rows) {
    for (let i = 0; i < columns.length; i += 1) values[i] = row[columns[i] as string];
    yield values;
  }
}

/** Texts as what stands behind `in`, in one value however many there are. */
export function anyText(db: Kysely<Tables>, texts: readonly string[]): RawBuilder<string> {
  return sql`(${engineOf(db).membersOf(JSON.stringify(texts), 'text')})`;
}

/** Whole numbers as what stands behind `in`, in one value however many there are. */
export function anyNumber(db: Kysely<Tables>, numbers: readonly number[]): RawBuilder<number> {
  return sql`(${engineOf(db).membersOf(JSON.stringify(numbers), 'integer')})`;
}

/** Of texts by number, the one for the number in a column. */
export function textFor(
  db: Kysely<Tables>,
  texts: Readonly<Record<number, string>>,
  column: string,
): RawBuilder<string> {
  return engineOf(db).textFor(JSON.stringify(texts), column);
}

/**
 * A column of text as a value that no index is looked up for: where the rows are named, an engine may think the
 * index on their state the shorter way, and read all that are in it.
 */
export function unindexed(column: string): RawBuilder<string> {
  return sql`${sql.ref(column)} || ''`;
}
