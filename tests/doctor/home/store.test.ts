import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineStore, judgeLook, judgeRoom } from '../../../src/doctor/home/store.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { loadBinding } from '../../../src/store/sqlite/binding.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pennypost-'));
  path = join(folder, 'newsletter.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A store that nobody has open: all of it in one file, as after the process that wrote it has ended. */
async function makeStore(): Promise<void> {
  await (await openStore(path)).close();
  const DatabaseSync = await loadBinding();
  const database = new DatabaseSync(path);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
  for (const beside of ['-wal', '-shm']) rmSync(path + beside, { force: true });
}

const look = async (now = Date.now()) =>
  (await examineStore(path, now)).filter(({ what }) => what !== 'Disk');

describe('the store', () => {
  it('that is whole is right, and nothing is changed by looking', async () => {
    await makeStore();
    const before = [readdirSync(folder), readFileSync(path), statSync(path).mtimeMs];
    expect(await look()).toMatchObject([
      { verdict: 'ok', detail: expect.stringMatching(/^whole, version \d+$/) },
    ]);
    expect([readdirSync(folder), readFileSync(path), statSync(path).mtimeMs]).toEqual(before);
  });

  it('is looked at while another process has it open', async () => {
    const store = await openStore(path);
    try {
      expect(await look()).toMatchObject([{ verdict: 'ok' }]);
    } finally {
      await store.close();
    }
  });

  it('that is not there is not made', async () => {
    expect(await look()).toMatchObject([{ verdict: 'ok' }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is another kind of file is wrong', async () => {
    writeFileSync(path, 'Dear reader, this is not a database at all.\n'.repeat(100));
    expect(await look()).toMatchObject([{ what: 'Store', verdict: 'wrong' }]);
  });

  it('with a page overwritten is wrong', async () => {
    await makeStore();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096 * 3, 4096 * 6);
    writeFileSync(path, bytes);
    const [found] = await look();
    expect(found).toMatchObject({ what: 'Store', verdict: 'wrong' });
  });

  it('with something of tomorrow in it says that the clock is wrong', async () => {
    await makeStore();
    expect(await look(Date.now() - 86_400_000)).toMatchObject([
      { verdict: 'ok' },
      { what: 'Clock', verdict: 'wrong' },
    ]);
  });

  it.each([
    [{ version: 9 }, 'ok', 'brings it to 10'],
    [{ version: 11 }, 'wrong', 'newer Pennypost'],
    [{ broken: ['row 3 missing from index'] }, 'wrong', 'row 3 missing'],
  ])('is judged by its version and its state: %o', (more, verdict, words) => {
    const [found] = judgeLook({ version: 10, known: 10, broken: [], unfinished: [], newest: 0, ...more }, 1);
    expect(found?.verdict).toBe(verdict);
    expect(found?.detail).toContain(words);
  });

  it('names mailings that are not finished', () => {
    const unfinished = [{ id: '6fzpfz', issue: 'hello', state: 'paused' }];
    expect(judgeLook({ version: 10, known: 10, broken: [], unfinished, newest: 0 }, 1)[1]).toMatchObject({
      what: 'Mailing 6fzpfz',
      verdict: 'warning',
      detail: 'hello is paused',
    });
  });

  it('needs room beside it', () => {
    expect([49, 499, 500].map((free) => judgeRoom(free).verdict)).toEqual(['wrong', 'warning', 'ok']);
  });
});
