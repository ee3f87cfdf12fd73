import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { migrations } from '../migrations/all.ts';
import { type Database, loadBinding } from './binding.ts';
import { asFailure } from './errors.ts';

/** What a store looks like from outside. */
export interface StoreLook {
  /** The number of the newest migration in it, and of the newest that this program knows. */
  readonly version: number;
  readonly known: number;
  /** What SQLite finds broken in the file; nothing when it is whole. */
  readonly broken: readonly string[];
  readonly unfinished: readonly { readonly id: string; readonly issue: string; readonly state: string }[];
  /** When the newest thing in it happened, in milliseconds since 1970. */
  readonly newest: number;
}

/** Above so many bytes only the quick check is made, which reads the file once. */
const large = 256 * 1024 * 1024;

/**
 * Looks at a store without changing it, or making one: no migration, no log.
 * @throws Failure `store/no-sqlite`, `store/open`, `store/not-a-store`, `store/busy`
 */
export async function lookAtStore(path: string): Promise<StoreLook> {
  const DatabaseSync = await loadBinding();
  const open = (name: string) => {
    const database = new DatabaseSync(name, { readOnly: true });
    try {
      return look(database, statSync(path).size);
    } finally {
      database.close();
    }
  };
  try {
    return unwritten(path, open) ?? open(path);
  } catch (error) {
    throw asFailure(error, path);
  }
}

/**
 * A store that nobody has open is taken as a file that does not change, since SQLite would make a log beside it
 * even to read. Where it finds something wrong, somebody may have come in between: then it counts for nothing.
 */
function unwritten(path: string, open: (name: string) => StoreLook): StoreLook | undefined {
  if (existsSync(`${path}-wal`)) return undefined;
  try {
    const seen = open(`${pathToFileURL(path)}?immutable=1`);
    return seen.broken.length === 0 ? seen : undefined;
  } catch {
    return undefined;
  }
}

function look(database: Database, size: number): StoreLook {
  const broken = valuesOf(database, `pragma ${size > large ? 'quick_check' : 'integrity_check'}(5)`);
  const tables = valuesOf(database, "select name from sqlite_master where type = 'table'");
  const number = (sql: string) => Number(valuesOf(database, sql)[0] ?? 0);
  const has = (table: string) => tables.includes(table);
  return {
    version: has('migrations') ? number('select max(number) from migrations') : 0,
    known: Math.max(...migrations.map((migration) => migration.number)),
    broken: broken.filter((line) => line !== 'ok').map(String),
    unfinished: has('mailings')
      ? (database.prepare(unfinished).all() as StoreLook['unfinished'][number][])
      : [],
    newest: has('mailings') ? number(newest) : 0,
  };
}

const unfinished = `select id, issue, state from mailings
  where state in ('running', 'paused', 'incomplete') order by created_at`;
const newest = `select max(at) from (select max(at) as at from migrations
  union all select max(created_at) from mailings)`;

/** The first column of every row. */
function valuesOf(database: Database, sql: string): unknown[] {
  return database
    .prepare(sql)
    .all()
    .map((row) => Object.values(row)[0]);
}
