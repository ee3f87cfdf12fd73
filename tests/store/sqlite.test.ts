import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureList, findLists, type List } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { storeSuite } from './suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'pennypost-store-'));
let stores = 0;

function newPath(): string {
  stores += 1;
  return join(folder, `${stores}.db`);
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

storeSuite('SQLite in a file', () => openStore(newPath()));
storeSuite('SQLite in memory', () => openStore(':memory:'));

describe('a store in a file', () => {
  it('can be read by nobody but its owner, and neither can its companions', async () => {
    const path = newPath();
    const store = await openStore(path);
    for (const name of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('is whole in its one file when it is closed, also while another process has it open', async () => {
    const path = newPath();
    const [one, two] = [await openStore(path), await openStore(path)];
    await ensureList(one.db, 'readers', 1);
    await one.close();
    const copy = newPath();
    copyFileSync(path, copy);
    const copied = await openStore(copy);
    expect(await findLists(copied.db)).toEqual(await findLists(two.db));
    await Promise.all([two.close(), copied.close()]);
  });

  it('is set up to survive a power cut, or where that is not asked for a killed process, and to wait for others', async () => {
    const store = await openStore(newPath());
    const ask = async (name: string) =>
      Object.values((await sql.raw<object>(`pragma ${name}`).execute(store.db)).rows[0] ?? {})[0];
    expect(await ask('journal_mode')).toBe('wal');
    expect(await ask('synchronous')).toBe(2);
    await store.transaction(async () => undefined, 'process');
    expect(await ask('synchronous')).toBe(1);
    await store.transaction(async () => undefined);
    expect(await ask('synchronous')).toBe(2);
    expect(await ask('foreign_keys')).toBe(1);
    expect(await ask('busy_timeout')).toBe(10_000);
    await store.close();
  });

  it('keeps what was written when it is opened again', async () => {
    const path = newPath();
    const first = await openStore(path);
    const list = await ensureList(first.db, 'readers', 1);
    await first.close();
    await first.close();
    const second = await openStore(path);
    expect(await findLists(second.db)).toEqual([list]);
    await second.close();
  });

  it('opens in five processes at once, all of them making it', async () => {
    const names = Array.from({ length: 5 }, (_, i) => `list ${i}`);
    const paths = Array.from({ length: 20 }, newPath);
    await openAtOnce(paths, names);
    for (const path of paths) {
      const store = await openStore(path);
      const found = (await findLists(store.db)).map((list) => list.name);
      expect(found).toEqual([...names, 'shared'].sort());
      await store.close();
    }
  });

  it('is refused when a newer Pennypost has written to it', async () => {
    const path = newPath();
    const store = await openStore(path);
    await sql`insert into migrations (number, name, at) values (9999, 'from the future', 1)`.execute(
      store.db,
    );
    await store.close();
    await expect(openStore(path)).rejects.toMatchObject({ kind: 'setup', code: 'store/newer' });
  });

  it('is refused when it is another kind of file', async () => {
    const path = newPath();
    writeFileSync(path, 'dear diary, '.repeat(500));
    await expect(openStore(path)).rejects.toMatchObject({ kind: 'setup', code: 'store/not-a-store' });
  });

  it('is refused when there is no such folder', async () => {
    const path = join(folder, 'nowhere', 'newsletter.db');
    await expect(openStore(path)).rejects.toMatchObject({ kind: 'setup', code: 'store/open' });
  });

  it('lets one write at a time: a transaction sees all that an earlier one of another process wrote', async () => {
    const path = newPath();
    const [one, two] = [await openStore(path), await openStore(path)];
    let later: Promise<readonly List[]> | undefined;
    await one.transaction(async (db) => {
      await ensureList(db, 'first', 1);
      later = two.transaction((other) => findLists(other));
      // While it waits to begin, it keeps nobody from reading.
      for (let i = 0; i < 3; i += 1) expect(await findLists(two.db)).toEqual([]);
    });
    expect(await later).toHaveLength(1);
    await Promise.all([one.close(), two.close()]);
  });

  it('says that another program writes, to whoever does not wait', async () => {
    const path = newPath();
    const [one, two] = [await openStore(path), await openStore(path)];
    await one.transaction(async () => {
      await sql`pragma busy_timeout = 0`.execute(two.db);
      const refused = ensureList(two.db, 'second', 1).catch((error: unknown) => two.explain(error));
      expect(await refused).toMatchObject({ kind: 'setup', code: 'store/busy' });
    });
    await Promise.all([one.close(), two.close()]);
  });

  it('reads while another process writes', async () => {
    const path = newPath();
    const [one, two] = [await openStore(path), await openStore(path)];
    await one.transaction(async (db) => {
      await ensureList(db, 'first', 1);
      const reading = two.db.transaction().setAccessMode('read only');
      expect(await reading.execute((other) => findLists(other))).toEqual([]);
    });
    await Promise.all([one.close(), two.close()]);
  });
});

describe('a value for SQLite', () => {
  it.each([
    ['a Date', new Date(0)],
    ['NaN', Number.NaN],
    ['an object', { a: 1 }],
    ['an array', [1]],
  ])('is refused when it is %s', async (_, value) => {
    const store = await openStore(':memory:');
    await expect(ensureList(store.db, 'readers', value as unknown as number)).rejects.toThrow(TypeError);
    await store.close();
  });

  it('is refused when it is missing', async () => {
    const store = await openStore(':memory:');
    await expect(sql`select ${undefined}`.execute(store.db)).rejects.toThrow(TypeError);
    await store.close();
  });

  it('is 1 or 0 for yes and no', async () => {
    const store = await openStore(':memory:');
    const { rows } = await sql`select ${true} as yes, ${false} as no`.execute(store.db);
    expect(rows).toEqual([{ yes: 1, no: 0 }]);
    await store.close();
  });
});

describe('reading row by row', () => {
  it('gives every row once', async () => {
    const store = await openStore(':memory:');
    for (let i = 0; i < 25; i += 1) await ensureList(store.db, `list ${i}`, i);
    const seen: number[] = [];
    for await (const row of inOrder(store).stream(10)) seen.push(row.created_at);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i));
    await store.close();
  });

  it('lets go of the store when the reader stops early', async () => {
    const path = newPath();
    const [one, two] = [await openStore(path), await openStore(path)];
    for (let i = 0; i < 25; i += 1) await ensureList(one.db, `list ${i}`, i);
    for await (const _ of inOrder(one).stream(10)) break;
    await ensureList(two.db, 'later', 1);
    expect(await findLists(one.db)).toHaveLength(26);
    await Promise.all([one.close(), two.close()]);
  });
});

/** Starts a process for each name, and lets them all at each path when the last is ready. */
async function openAtOnce(paths: readonly string[], names: readonly string[]): Promise<void> {
  const program = join(import.meta.dirname, 'open-and-write.ts');
  const children = names.map((name) =>
    spawn(process.execPath, ['--import', 'tsx', program, name], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const ends = children.map((child) => once(child, 'exit'));
  for (const path of paths) {
    await Promise.all(children.map((child, i) => Promise.race([once(child.stdout, 'data'), ends[i]])));
    for (const child of children) child.stdin.write(`${path}\n`);
  }
  for (const child of children) child.stdin.end();
  for (const end of ends) expect(await end).toEqual([0, null]);
}

function inOrder(store: Store) {
  return store.db.selectFrom('lists').select('created_at').orderBy('id');
}
