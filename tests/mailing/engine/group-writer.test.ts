import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/finding/failure.ts';
import { GroupWriter, type Written } from '../../../src/mailing/engine/group-writer.ts';
import { Throttle } from '../../../src/mailing/pace/throttle.ts';
import type { Claim } from '../../../src/store/delivery.ts';
import { registerSender } from '../../../src/store/senders.ts';
import { noTraffic, readTraffic } from '../../../src/store/traffic.ts';
import { id, type SmallMailing, setMailing, tallyOf } from '../small-mailing.ts';
import { until } from '../stage.ts';

const readers = Array.from({ length: 120 }, (_, i) => `reader-${i}@example.org`);
const group = 50;
const taken = { state: 'accepted', reply: '250 2.0.0 Taken' } as const;
const full = new Failure('setup', 'store/full', 'full');

describe('what is written in groups', () => {
  let small: SmallMailing;
  let written: Written[];
  const at = { elapsed: 0 };
  beforeEach(async () => {
    small = await setMailing(readers);
    const process = { machine: 'm', boot: 'b', pid: 1, started: '1' };
    await registerSender(small.store.db, id, { id: 'one', ...process }, 1);
    written = [];
    at.elapsed = 0;
  });
  afterEach(async () => {
    await small.store.close();
  });

  let throttle: Throttle;
  const begin = (): GroupWriter => {
    const clock = { now: () => at.elapsed, elapsed: () => at.elapsed, sleep: async () => undefined };
    const limits = { rate: [], providers: new Map(), warmup: undefined, remembered: true };
    throttle = new Throttle(clock, limits, noTraffic);
    const holder = { mailing: id, sender: 'one' };
    return new GroupWriter(small.store, { holder, clock, throttle, only: undefined }, (one) =>
      written.push(one),
    );
  };
  /** Cleared, and so on their way. */
  const beginWith = async (count: number): Promise<{ writer: GroupWriter; claims: readonly Claim[] }> => {
    const writer = begin();
    const claims = await writer.claim(count);
    await writer.clear(claims);
    return { writer, claims };
  };
  const states = async () => tallyOf(await small.lines());

  /** Lets this many transactions fail before they begin. */
  const breakStore = (times: number, failure: Failure = full): void => {
    const real = small.store.transaction.bind(small.store);
    let left = times;
    small.store.transaction = async (work, outlives) => {
      if (left === 0) return real(work, outlives);
      left -= 1;
      throw failure;
    };
  };

  /** What each transaction from now on is made to outlive, as SQLite itself has it. */
  const watchForced = (): string[] => {
    const forced: string[] = [];
    const real = small.store.transaction.bind(small.store);
    small.store.transaction = (work, outlives) =>
      real(async (db) => {
        const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
        forced.push(rows[0]?.synchronous === 2 ? 'power' : 'process');
        return work(db);
      }, outlives);
    return forced;
  };

  it('is written when a group is full, without anybody asking', async () => {
    const { writer, claims } = await beginWith(group);
    for (const claim of claims) writer.settle(claim, taken);
    await until(() => written.length === group);
    expect(await states()).toEqual({ accepted: group, planned: readers.length - group });
    await writer.close();
  });

  it('is written with whatever is asked of the ledger next', async () => {
    const { writer, claims } = await beginWith(3);
    for (const claim of claims) writer.settle(claim, { state: 'released', reply: '421' });
    const again = await writer.claim(3);
    expect(again.map(({ subscriberId }) => subscriberId)).toEqual(claims.map((one) => one.subscriberId));
    expect(written.map(({ ours }) => ours)).toEqual([true, true, true]);
    await writer.close();
  });

  it('is all written, and told once, when it is closed', async () => {
    const { writer, claims } = await beginWith(group + 10);
    for (const claim of claims) writer.settle(claim, taken);
    await writer.close();
    expect(written.map(({ claim }) => claim)).toEqual(claims);
    expect(await states()).toEqual({ accepted: group + 10, planned: readers.length - group - 10 });
  });

  it('is not lost when it cannot be written: it is tried once more at the end', async () => {
    const { writer, claims } = await beginWith(group + 10);
    breakStore(1);
    for (const claim of claims.slice(0, group)) writer.settle(claim, taken);
    for (let i = 0; i < 5; i += 1) await turn();
    expect(written).toEqual([]);
    for (const claim of claims.slice(group)) writer.settle(claim, taken);
    await writer.close();
    expect(written.map(({ claim }) => claim)).toEqual(claims);
    expect(await states()).toEqual({ accepted: group + 10, planned: readers.length - group - 10 });
  });

  it('counts for the limits all the same what could not be written at first', async () => {
    const { writer, claims } = await beginWith(5);
    for (const _ of claims) throttle.admit('example.org');
    breakStore(1);
    await expect(writer.clear([])).rejects.toBe(full);
    await writer.close();
    const { minutes } = await readTraffic(small.store.db);
    expect(minutes.map(({ messages }) => messages)).toEqual([5]);
  });

  it('stops whoever writes next when it could not be written, so that nothing more goes on the wire', async () => {
    const { writer, claims } = await beginWith(group);
    breakStore(1);
    for (const claim of claims) writer.settle(claim, taken);
    for (let i = 0; i < 5; i += 1) await turn();
    await expect(writer.claim(10)).rejects.toBe(full);
    await expect(writer.clear(claims)).rejects.toBe(full);
    await writer.close();
    expect(await states()).toEqual({ accepted: group, planned: readers.length - group });
  });

  it('is tried again at once where the store is busy, and is written once', async () => {
    const { writer, claims } = await beginWith(5);
    breakStore(5, new Failure('setup', 'store/busy', 'busy'));
    for (const claim of claims) writer.settle(claim, taken);
    await writer.close();
    expect(written).toHaveLength(5);
  });

  it('fails at the end, and tells nobody that it is written, where it can be written no more', async () => {
    const { writer, claims } = await beginWith(5);
    breakStore(Number.POSITIVE_INFINITY);
    for (const claim of claims) writer.settle(claim, taken);
    await expect(writer.close()).rejects.toBe(full);
    expect(written).toEqual([]);
    expect(await states()).toEqual({ sending: 5, planned: readers.length - 5 });
  });

  it('is on the disk for every claim and at the end, and once a second in between', async () => {
    const writer = begin();
    const forced = watchForced();
    const clear = async (elapsed: number): Promise<string | undefined> => {
      at.elapsed = elapsed;
      await writer.clear([]);
      return forced.at(-1);
    };
    await writer.claim(1);
    expect(forced).toEqual(['power']);
    const times = [0, 999, 1_000, 1_001, 1_999, 2_000, 5_000, 5_001];
    const outlived: unknown[] = [];
    for (const time of times) outlived.push(await clear(time));
    expect(outlived).toEqual([
      'process',
      'process',
      'power',
      'process',
      'process',
      'power',
      'power',
      'process',
    ]);
    at.elapsed = 5_500;
    await writer.claim(1);
    expect(await clear(6_400)).toBe('process');
    expect(await clear(6_500)).toBe('power');
    await writer.close();
    expect(forced.at(-1)).toBe('power');
  });
});
