import type { CompiledQuery, Insertable, InsertQueryBuilder, InsertResult, Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { type Engine, engineOf } from './engine.ts';
import type { Tables } from './tables.ts';

// Writing many rows: a statement is compiled and prepared once, and nothing is made that grows with their number.

/** How many rows go into one run of a statement: more of them would not be faster. */
const together = 16;

type Insert<T extends keyof Tables> = InsertQueryBuilder<Tables, T, InsertResult>;

/** What is done with rows that are there already. A constant: what is built with it is kept as long as it is. */
export type OnConflict<T extends keyof Tables> = (insert: Insert<T>) => Insert<T>;

const fails = <T extends keyof Tables>(insert: Insert<T>): Insert<T> => insert;

/** Inserts rows that all give the same columns. */
export async function insertMany<T extends keyof Tables & string>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
  onConflict: OnConflict<T> = fails,
): Promise<void> {
  const groups = rows.length - (rows.length % together);
  await insertGroups(db, table, { rows: rows.slice(0, groups), size: together, onConflict });
  await insertGroups(db, table, { rows: rows.slice(groups), size: 1, onConflict });
}

/** Inserts rows that all give the same columns. @returns the id that the table gave each of them */
export function insertEach<T extends keyof Tables & string>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<readonly number[]> {
  return insertGroups(db, table, { rows, size: 1, onConflict: fails });
}

interface Groups<T extends keyof Tables & string> {
  readonly rows: readonly Insertable<Tables[T]>[];
  /** Divides the number of rows. */
  readonly size: number;
  readonly onConflict: OnConflict<T>;
}

async function insertGroups<T extends keyof Tables & string>(
  db: Kysely<Tables>,
  table: T,
  { rows, size, onConflict }: Groups<T>,
): Promise<readonly number[]> {
  const [first] = rows;
  if (!first) return [];
  const columns = Object.keys(first);
  const engine = engineOf(db);
  const kept = keptFor(engine, onConflict);
  const key = [table, size, ...columns].join(' ');
  const query = kept.get(key) ?? insertOf(db, table, { rows, size, onConflict });
  kept.set(key, query);
  return engine.runMany(db, query, valuesOf(rows, size, columns));
}

function insertOf<T extends keyof Tables & string>(
  db: Kysely<Tables>,
  table: T,
  { rows, size, onConflict }: Groups<T>,
): CompiledQuery {
  const insert = db.insertInto(table).values(rows.slice(0, size) as Insertable<Tables[T]>[]);
  return onConflict(insert as Insert<T>).compile();
}

/** Queries that were built, by their tables and columns. */
type Kept = Map<string, CompiledQuery>;
const keptQueries = new WeakMap<Engine, WeakMap<object, Kept>>();

function keptFor(engine: Engine, onConflict: object): Kept {
  const ofEngine = keptQueries.get(engine) ?? new WeakMap<object, Kept>();
  keptQueries.set(engine, ofEngine);
  const kept = ofEngine.get(onConflict) ?? new Map<string, CompiledQuery>();
  ofEngine.set(onConflict, kept);
  return kept;
}

/** The values of each group in the same array, one group after the other. */
function* valuesOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  size: number,
  columns: readonly string[],
): Generator<unknown[]> {
  const values: unknown[] = [];
  for (let i = 0; i < rows.length; i += 1) {
    const from = (i % size) * columns.length;
    for (let c = 0; c < columns.length; c += 1) values[from + c] = rows[i]?.[columns[c] as string];
    if ((i + 1) % size === 0) yield values;
  }
}

/** Texts as what stands behind `in`, in one value however many there are. */
export function anyText(db: Kysely<Tables>, texts: readonly string[]): RawBuilder<string> {
  return membersOf(db, sql.val(JSON.stringify(texts)), 'text');
}

/** Whole numbers as what stands behind `in`, in one value however many there are. */
export function anyNumber(db: Kysely<Tables>, numbers: readonly number[]): RawBuilder<number> {
  return membersOf(db, sql.val(JSON.stringify(numbers)), 'integer');
}

/** The kinds of what an array in a query may hold, and what they are here. */
interface Kinds {
  readonly text: string;
  readonly integer: number;
}

/** What a JSON array holds, as what stands behind `in`. */
export function membersOf<Kind extends keyof Kinds>(
  db: Kysely<Tables>,
  array: RawBuilder<string>,
  kind: Kind,
): RawBuilder<Kinds[Kind]> {
  return sql`(${engineOf(db).membersOf(array, kind)})`;
}

/**
 * A column of text as a value that no index is looked up for: where the rows are named, an engine may think the
 * index on their sender the shorter way, and read all that it holds.
 */
export function unindexed(column: string): RawBuilder<string> {
  return sql`${sql.ref(column)} || ''`;
}
