import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type ScriptServer, startScriptServer } from '../../smtp/script-server.ts';
import { setMailing } from '../small-mailing.ts';
import { readersOf, setStage } from '../stage.ts';
import { wrongWith } from './account.ts';
import { fullDisks } from './numbers.ts';
import { resume, send, startSender } from './process.ts';

const readers = readersOf({ fine: 600 });

describe('a disk that is full', () => {
  let folder: string;
  let server: ScriptServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-disk-'));
    server = await startScriptServer();
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('stops a mailing with a clear word, in a store that may not grow, and it goes on afterwards', async () => {
    const small = await setMailing(readers, join(folder, 'newsletter.db'));
    const most = await pagesOf(small.store);
    await sql`pragma max_page_count = ${sql.lit(most)}`.execute(small.store.db);
    await expect(small.run(server)).rejects.toMatchObject({ kind: 'setup', code: 'store/full' });
    expect(await integrityOf(small.store)).toBe('ok');
    await sql`pragma max_page_count = ${sql.lit(most * 100)}`.execute(small.store.db);
    // What a process leaves that could not even write that it ends: a sender that is no more.
    await small.store.db.deleteFrom('senders').execute();
    await small.reopen();
    const end = await small.run(server);
    expect(end.counts.accepted + end.counts.unknown).toBe(readers.length);
    expect(wrongWith(await small.lines(), readers, [server], 'killed')).toEqual([]);
    await small.store.close();
  });

  const disk = smallDisk();
  it.skipIf(disk === undefined)(
    `stops a whole sender with a clear word, and it goes on when there is room${disk ? '' : ' (skipped: nothing can be mounted here)'}`,
    async () => {
      let stops = 0;
      for (let i = 0; i < fullDisks; i += 1) stops += (await fill(disk as Disk)) ? 1 : 0;
      // Now and then there is just enough room.
      expect(stops).toBeGreaterThan(fullDisks / 3);
    },
    1_800_000,
  );

  /** Whether the disk was full before all was sent. */
  async function fill(disk: Disk): Promise<boolean> {
    disk.mount();
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = disk.path;
    const stage = setStage({ readers, smtpUrl: server.url, sending: 'connections: 4' });
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    try {
      await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
      const world = { folder: stage.folder, smtpUrl: server.url };
      const filler = join(disk.path, 'filler');
      const taken = server.taken.length;
      writeFileSync(filler, Buffer.alloc(disk.free() - 4096 * Math.ceil(Math.random() * 250)));
      const first = await startSender(world, send('hello')).ended;
      const isFull = first.code !== 0;
      if (isFull) expect(first.err).toMatch(/is full|store\/full/);
      rmSync(filler);
      const store = await openStore(join(stage.folder, 'newsletter.db'));
      expect(await integrityOf(store)).toBe('ok');
      await store.close();
      const hasBegun = (await stage.everyLine()).length > 0;
      const words = hasBegun ? resume('hello') : send('hello');
      const second = isFull ? await startSender(world, words).ended : first;
      const lines = await stage.everyLine();
      const mine = { ...server, taken: server.taken.slice(taken) };
      expect(
        wrongWith(lines, readers, [mine], 'killed'),
        `${first.err}\nthen ${second.code}: ${second.err}`,
      ).toEqual([]);
      expect(lines.every(({ state }) => state === 'accepted' || state === 'unknown')).toBe(true);
      return isFull;
    } finally {
      stage.strike();
      disk.unmount();
    }
  }
});

interface Disk {
  readonly path: string;
  mount(): void;
  unmount(): void;
  /** Bytes. */
  free(): number;
}

/** A disk of sixteen megabytes, which the write-ahead log alone does not fill, in memory, where this user may mount one. */
function smallDisk(): Disk | undefined {
  const path = join(tmpdir(), `pennypost-small-disk-${process.pid}`);
  const disk: Disk = {
    path,
    mount: () => {
      mkdirSync(path, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', path], { stdio: 'ignore' });
    },
    unmount: () => {
      execFileSync('umount', ['--lazy', path], { stdio: 'ignore' });
      rmSync(path, { recursive: true, force: true });
    },
    free: () => {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    },
  };
  try {
    disk.mount();
    disk.unmount();
    return disk;
  } catch {
    rmSync(path, { recursive: true, force: true });
    return undefined;
  }
}

async function pagesOf({ db }: Store): Promise<number> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  return rows[0]?.page_count ?? 0;
}

async function integrityOf({ db }: Store): Promise<string | undefined> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  return rows[0]?.integrity_check;
}
