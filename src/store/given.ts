import { type Insertable, type Kysely, type RawBuilder, sql } from 'kysely';
import { engineOf, type GivenColumn } from './engine.ts';
import type { Tables } from './tables.ts';

/** The columns that are given, in the order in which they are written. */
export type GivenColumns<Row> = { readonly [Column in keyof Row & string]: GivenColumn['type'] };

/**
 * Inserts rows that travel as one JSON text. The statement is the same however many there are, so it is compiled
 * and prepared once, and nothing is made for each value on the way.
 */
export function insertGiven<T extends keyof Tables & string, Row extends Partial<Insertable<Tables[T]>>>(
  db: Kysely<Tables>,
  table: T,
  columns: GivenColumns<Row>,
  rows: readonly Row[],
) {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const cells = rows.map((row) => names.map((name) => row[name]));
  return db
    .insertInto(table)
    .columns(names as never)
    .expression(rowsOf(db, columns, cells) as never);
}

/** Rows as a table by the name of `given`. */
export function givenTable<Columns extends Readonly<Record<string, GivenColumn['type']>>>(
  db: Kysely<Tables>,
  columns: Columns,
  rows: readonly (readonly unknown[])[],
) {
  type Row = { [Name in keyof Columns]: Columns[Name] extends 'text' ? string : number };
  const query: RawBuilder<Row> = sql`(${rowsOf(db, columns, rows)})`;
  return query.as<'given'>(sql.ref('given'));
}

/** Texts as what stands behind `in`. */
export function givenTexts(db: Kysely<Tables>, texts: readonly string[]): RawBuilder<string> {
  return sql`(${rowsOf(
    db,
    { given: 'text' },
    texts.map((text) => [text]),
  )})`;
}

/** What is given for the number in a column: a text for each. */
export function givenFor(
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

/** Whole numbers as what stands behind `in`. */
export function givenNumbers(db: Kysely<Tables>, numbers: readonly number[]): RawBuilder<number> {
  return sql`(${rowsOf(
    db,
    { given: 'integer' },
    numbers.map((number) => [number]),
  )})`;
}

function rowsOf(
  db: Kysely<Tables>,
  columns: Readonly<Record<string, GivenColumn['type']>>,
  rows: readonly (readonly unknown[])[],
): RawBuilder<unknown> {
  for (const row of rows) for (const value of row) requireStorable(value);
  const given = Object.entries(columns).map(([name, type]) => ({ name, type }));
  return engineOf(db).rowsOf(JSON.stringify(rows), given);
}

/** JSON writes null for some of what it does not know, without a word. @throws TypeError: a bug of the caller. */
function requireStorable(value: unknown): void {
  if (typeof value === 'string' || value === null || Number.isSafeInteger(value)) return;
  throw new TypeError(`${String(value)} cannot be given to the store`);
}
