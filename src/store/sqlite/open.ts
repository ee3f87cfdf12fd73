import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import type { Backend, Outlives } from '../backend.ts';
import type { Tables } from '../tables.ts';
import { type Database, loadBinding } from './binding.ts';
import { sqliteDialect } from './dialect.ts';
import { asFailure, isBusy } from './errors.ts';

/** How long one statement waits for another process to finish its transaction, in milliseconds. */
const busyTimeout = 10_000;
/**
 * A transaction that has not begun waits longer, as it keeps nobody waiting: SQLite’s own waiting stops all else in
 * the process, so it is asked for a moment at a time, and between them others are answered.
 */
const beginWithin = 30_000;
const moment = 50;

/**
 * How much of the file is kept in memory, in KiB: what sends a million copies reads them in their order, and is to stay
 * small. Addresses come in no order: an import of a million of them changes every page of their index again and again,
 * and reads and writes half as much with the larger one as with SQLite’s own 2 MB.
 */
const [cacheSize, largeCacheSize] = [8_000, 16_000];
/**
 * The write-ahead log is brought into the file when it has so many pages of 4 KiB. A page that is changed in
 * several transactions is then written once; SQLite’s own 1,000 pages cost an import a fifth of its time.
 */
const checkpointAfter = 8_000;
/** What the log keeps of its size, in bytes, after a transaction larger than that: freezing a million readers. */
const keptLog = 64 * 1024 * 1024;

/**
 * Opens the file, making it readable by its owner only if it is new, and sets it up: write-ahead log, so that
 * reading and writing do not wait for each other.
 * @throws Failure `store/no-sqlite`, `store/open`, `store/not-a-store`, `store/busy`.
 */
export async function openSqlite(path: string): Promise<Backend> {
  const DatabaseSync = await loadBinding();
  try {
    if (path !== ':memory:') makePrivate(path);
    const database = new DatabaseSync(path);
    await setUp(database);
    return backendOf(database, path);
  } catch (error) {
    throw asFailure(error, path);
  }
}

/** The write-ahead log reaches the disk at every commit with FULL, and only now and then with NORMAL. */
const synchronous: Readonly<Record<Outlives, string>> = { power: 'full', process: 'normal' };

function backendOf(database: Database, path: string): Backend {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  const version = database.prepare('pragma data_version');
  let now: Outlives = 'power';
  return {
    db,
    transact: (outlives, work) =>
      begunInTime((begin) =>
        db.connection().execute(async (own) => {
          if (outlives !== now) database.exec(`pragma synchronous = ${synchronous[outlives]}`);
          now = outlives;
          database.exec(`pragma busy_timeout = ${moment}`);
          try {
            return await own.transaction().execute((transaction) => begin(() => work(transaction)));
          } finally {
            database.exec(`pragma busy_timeout = ${busyTimeout}`);
          }
        }),
      ),
    overwriteDeleted: () => database.exec('pragma secure_delete = on'),
    rememberMore: () => database.exec(`pragma cache_size = ${-largeCacheSize}`),
    version: () => Object.values(version.all()[0] ?? {})[0] as number,
    explain: (error) => asFailure(error, path),
  };
}

/** Tries a transaction again as long as another process writes, and as long as it has not begun. */
async function begunInTime<T>(
  attempt: (begin: (work: () => Promise<T>) => Promise<T>) => Promise<T>,
): Promise<T> {
  const until = performance.now() + beginWithin;
  for (let hasBegun = false; ; ) {
    try {
      return await attempt((work) => {
        hasBegun = true;
        return work();
      });
    } catch (error) {
      if (hasBegun || !isBusy(error) || performance.now() > until) throw error;
      await sleep(moment / 2);
    }
  }
}

/** SQLite gives its companion files (-wal, -shm) the mode of this one. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

async function setUp(database: Database): Promise<void> {
  database.exec(`pragma busy_timeout = ${busyTimeout}`);
  await writeAhead(database);
  database.exec('pragma synchronous = full');
  database.exec('pragma foreign_keys = on');
  database.exec(`pragma cache_size = ${-cacheSize}`);
  database.exec(`pragma wal_autocheckpoint = ${checkpointAfter}`);
  database.exec(`pragma journal_size_limit = ${keptLog}`);
}

/** SQLite does not wait while another process makes the same change: it says busy at once. */
async function writeAhead(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === 200) throw error;
      await sleep(25);
    }
  }
}
