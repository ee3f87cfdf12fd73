import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { forgiveMails, takeMail, takeTurn } from '../../../src/subscribers/joining/limits.ts';

const start = Date.parse('2026-12-01T08:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const secrets = ['one-secret-that-is-long-enough'];

let folder: string;
let stores: Store[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pennypost-limits-'));
  stores = [await openStore(join(folder, 'a.db')), await openStore(join(folder, 'a.db'))];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true, force: true });
});
const empty = (): Promise<unknown> =>
  (stores[0] as Store).transaction(async (db) => {
    await db.deleteFrom('joining_counts').execute();
    await db.deleteFrom('joining_mails').execute();
  });

describe('turns', () => {
  it('in no hour, over two servers on one store, more are taken than a network, its neighbours or all may have', async () => {
    const step = fc.record({
      after: fc.integer({ min: 0, max: 25 * minute }),
      network: fc.constantFrom(
        '192.0.2.1',
        '192.0.2.2',
        '192.0.2.3',
        '192.0.2.4',
        '192.0.2.5',
        '198.51.100.1',
      ),
      server: fc.nat({ max: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        await empty();
        let now = start;
        const taken: { at: number; network: string }[] = [];
        for (const { after, network, server } of steps) {
          now += after;
          const asker = { network, hasTicket: true, secrets, now };
          const turn = await (stores[server] as Store).transaction((db) =>
            takeTurn(db, { network: 2, overall: 10 }, asker),
          );
          if (turn === 'taken') taken.push({ at: now, network });
        }
        for (const { at } of taken) {
          const within = taken.filter((one) => one.at > at - hour && one.at <= at);
          expect(within.length).toBeLessThanOrEqual(10);
          expect(within.filter(({ network }) => network.startsWith('192.0.2.')).length).toBeLessThanOrEqual(
            8,
          );
          for (const one of within)
            expect(within.filter(({ network }) => network === one.network).length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are used up for the neighbours of a network after four times its share, and for nobody else', async () => {
    const take = (network: string) =>
      (stores[0] as Store).transaction((db) =>
        takeTurn(db, { network: 1, overall: 99 }, { network, hasTicket: true, secrets, now: start }),
      );
    const from = async (prefix: string, count: number): Promise<string[]> => {
      const turns: string[] = [];
      for (let i = 1; i <= count; i += 1) turns.push(await take(prefix + i));
      return turns;
    };
    const four = Array<string>(4).fill('taken');
    expect(await from('192.0.2.', 6)).toEqual([...four, 'tooMany', 'tooMany']);
    expect(await take('2001:db8:1:1::1')).toBe('taken');
    expect(await take('2001:db8:1:1::2')).toBe('tooMany');
    expect(await take('198.51.100.1')).toBe('taken');
  });

  it('come again after an hour, are fewer without a page of ours, and are kept under hashes', async () => {
    const take = (now: number, hasTicket: boolean) =>
      (stores[0] as Store).transaction((db) =>
        takeTurn(db, { network: 5, overall: 99 }, { network: '192.0.2.1', hasTicket, secrets, now }),
      );
    expect([await take(start, false), await take(start, false)]).toEqual(['taken', 'tooMany']);
    for (let i = 0; i < 4; i += 1) expect(await take(start, true)).toBe('taken');
    expect(await take(start, true)).toBe('tooMany');
    expect(await take(start + hour + 20 * minute, true)).toBe('taken');
    const rows = await (stores[0] as Store).db.selectFrom('joining_counts').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('192.0.2');
    await take(start + 3 * day, true);
    const left = await (stores[0] as Store).db.selectFrom('joining_counts').selectAll().execute();
    expect(left.map(({ begins_at }) => begins_at)).toEqual(Array(3).fill(start + 3 * day));
  });
});

describe('mails to an address', () => {
  it('go once in a day and three times ever, whenever it is asked, until one is confirmed; a new secret forgets nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 * day }), { minLength: 5, maxLength: 25 }),
        async (steps) => {
          await empty();
          let now = start;
          const mailed: number[] = [];
          for (const [i, after] of steps.entries()) {
            now += after;
            const keys = i < 3 ? secrets : ['a-new-secret-that-is-long-enough', ...secrets];
            const may = await (stores[i % 2] as Store).transaction((db) =>
              takeMail(db, 'confirm', 'a@example.org', { secrets: keys, now }),
            );
            if (may) mailed.push(now);
          }
          expect(mailed.length).toBeLessThanOrEqual(3);
          for (const [i, at] of mailed.entries())
            if (i > 0) expect(at - (mailed[i - 1] ?? 0)).toBeGreaterThanOrEqual(day);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['ann@example.org', (i: number) => `ann+${i}@example.org`],
    ['ann.smith@gmail.com', (i: number) => `${'annsmith'.slice(0, i)}.${'annsmith'.slice(i)}@googlemail.com`],
  ])('go to one mailbox five times a day, under however many names: %s', async (first, other) => {
    const store = stores[0] as Store;
    const take = (email: string, now: number) =>
      store.transaction((db) => takeMail(db, 'confirm', email, { secrets, now }));
    const taken = [await take(first, start)];
    for (let i = 1; i < 8; i += 1) taken.push(await take(other(i), start + i * hour));
    expect(taken.filter(Boolean)).toHaveLength(5);
    expect(await take('bob@example.org', start + 8 * hour)).toBe(true);
    expect(await take(other(7), start + 2 * day)).toBe(true);
    const rows = await store.db.selectFrom('joining_counts').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/ann/);
  });

  it('go again after a confirmation, but not on the same day', async () => {
    const store = stores[0] as Store;
    const take = (now: number) =>
      store.transaction((db) => takeMail(db, 'confirm', 'a@example.org', { secrets, now }));
    for (let i = 0; i < 3; i += 1) expect(await take(start + i * day)).toBe(true);
    expect(await take(start + 9 * day)).toBe(false);
    await store.transaction((db) => forgiveMails(db, 'a@example.org', secrets));
    expect(await take(start + 2 * day + hour)).toBe(false);
    expect(await take(start + 9 * day)).toBe(true);
  });
});
