import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/mailing/clock.ts';
import type { GroupWriter } from '../../../src/mailing/engine/group-writer.ts';
import { Supply } from '../../../src/mailing/engine/supply.ts';
import type { Limits } from '../../../src/mailing/pace/limits.ts';
import { Throttle } from '../../../src/mailing/pace/throttle.ts';
import type { Claimed } from '../../../src/store/claims.ts';
import type { Claim, Clearance } from '../../../src/store/delivery.ts';
import { noTraffic } from '../../../src/store/traffic.ts';

function claimsFrom(first: number, count: number, domain = 'example.org'): Claimed[] {
  return Array.from({ length: count }, (_, i) => ({
    subscriberId: first + i,
    email: `${first + i}@${domain}`,
    fields: {},
    variant: '',
    attempts: 0,
    deferredSince: null,
    heldBefore: false,
    position: first + i,
  }));
}

const unlimited: Limits = { rate: [], providers: new Map(), warmup: undefined, remembered: false };
const hour = 3_600_000;
const hourly = [{ messages: 1, per: 'hour' }] as const;
/** More than any of these tests has use for: who asks the time so often is running in circles. */
const mostAsks = 10_000;

/** A ledger of so many deliveries whose every look is told, and a clock that stands where it is put. */
function setUp(claims: () => readonly Claimed[] | Promise<readonly Claimed[]>, limits = unlimited) {
  const at = { elapsed: 0, version: 1, asks: 0, sleeps: 0 };
  let wake = (): void => undefined;
  const clock: Clock = {
    now: () => at.elapsed,
    elapsed: () => {
      at.asks += 1;
      if (at.asks > mostAsks) throw new Error('it asks and asks');
      return at.elapsed;
    },
    sleep: (milliseconds, signal) => {
      at.sleeps += 1;
      return new Promise((done) => {
        wake = () => {
          at.elapsed += milliseconds;
          done();
        };
        signal.addEventListener('abort', () => done(), { once: true });
      });
    },
  };
  /** Who has left since they were claimed. */
  const gone = new Set<number>();
  const skipped: string[] = [];
  const all = async (asked: readonly Claim[]) =>
    new Map<number, Clearance>(
      asked.map(({ subscriberId }) => [
        subscriberId,
        gone.has(subscriberId) ? { kind: 'skipped', reason: 'unsubscribed' } : { kind: 'go', at: 0 },
      ]),
    );
  const writer: Pick<GroupWriter, 'claim' | 'clear' | 'review'> = {
    claim: async () => claims(),
    clear: all,
    review: all,
  };
  const ending = new AbortController();
  const supply = new Supply({
    writer: writer as GroupWriter,
    throttle: new Throttle(clock, limits, noTraffic),
    clock,
    version: () => at.version,
    ending: ending.signal,
    skipped: (claim, reason) => skipped.push(`${claim.subscriberId} ${reason}`),
    held: () => undefined,
    lost: () => undefined,
    isRunning: async () => true,
  });
  const round = supply.begin();
  /** Whom somebody has got and nothing was said of. */
  const underWay: Claim[] = [];
  const take = async (count: number): Promise<number[]> => {
    const taken: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const claim = await supply.next();
      if (claim) taken.push(claim.subscriberId);
      if (claim) underWay.push(claim);
    }
    return taken;
  };
  const keepAll = (): void => {
    for (const claim of underWay.splice(0)) supply.keep(claim);
  };
  /** Whom everybody who asks now has got once all that can be done without waiting is done. */
  const ask = (count = 1) => {
    const got: (number | undefined)[] = [];
    for (let i = 0; i < count; i += 1) {
      void Promise.resolve(supply.next()).then((claim) => got.push(claim?.subscriberId));
    }
    return async () => {
      await rest();
      return got;
    };
  };
  return {
    at,
    supply,
    round,
    take,
    keepAll,
    underWay,
    ask,
    gone,
    skipped,
    ending,
    writer,
    wakeUp: () => wake(),
  };
}

/** All that needs no time is done after so many turns. */
async function rest(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await turn();
}

describe('the supply of deliveries', () => {
  it('gives each once, in order, and its round is over at the end', async () => {
    const groups = [claimsFrom(1, 120), claimsFrom(121, 30)];
    const { supply, round, take, keepAll } = setUp(() => groups.shift() ?? []);
    expect(await take(150)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
    keepAll();
    expect(await supply.next()).toBeUndefined();
    expect(round.aborted).toBe(true);
    expect(supply.begin().aborted).toBe(false);
  });

  it('keeps whoever asks waiting as long as somebody on the way may come back', async () => {
    const groups = [claimsFrom(1, 2), [], claimsFrom(2, 1)];
    const { supply, round, take, underWay, ask } = setUp(() => groups.shift() ?? []);
    await take(2);
    const got = ask(2);
    const any = supply.any();
    expect(await got()).toEqual([]);
    supply.keep(underWay[0]!);
    expect(await got()).toEqual([]);
    supply.leave(underWay[1]!);
    expect(await got()).toEqual([2]);
    expect(round.aborted).toBe(false);
    supply.keep(underWay[1]!);
    expect(await got()).toEqual([2, undefined]);
    // Whoever waited for something to do looks first whether it still may.
    expect([await any, round.aborted]).toEqual([false, true]);
  });

  it('gives what came back before all others', async () => {
    const { supply, take } = setUp(() => claimsFrom(1, 10));
    const first = await supply.next();
    await take(2);
    supply.giveBack(first!);
    expect(await take(2)).toEqual([1, 4]);
  });

  it('answers everybody who waits when it ends', async () => {
    const { supply, ending } = setUp(() => []);
    const waiting = [supply.next(), supply.next()];
    ending.abort();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  });

  it('does not wait for anything once all that is wanted lies there', async () => {
    const { at, supply, take, ask } = setUp(() => claimsFrom(1, 600));
    const taken = [await supply.next(), await supply.next()];
    // More than it would have cleared ahead by itself.
    for (const claim of taken.reverse()) supply.giveBack(claim!);
    const got = ask();
    expect(await got()).toEqual([1]);
    expect(at.sleeps).toBe(0);
    expect(await take(9)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('runs in no circles when its last claims lie cleared and there is nothing else', async () => {
    const groups = [claimsFrom(1, 3)];
    const { at, supply, round, take, keepAll } = setUp(() => groups.shift() ?? []);
    expect(await take(1)).toEqual([1]);
    keepAll();
    await rest();
    expect(at.asks).toBeLessThan(100);
    expect(round.aborted).toBe(false);
    expect(await take(2)).toEqual([2, 3]);
    keepAll();
    expect(await take(1)).toEqual([]);
    expect(round.aborted).toBe(true);
    supply.throwFailure();
  });

  it('asks after what comes back while others are cleared before anybody who waits gets it', async () => {
    const { supply, take, ask, gone, skipped, writer } = setUp(() => claimsFrom(1, 10));
    const first = await supply.next();
    await rest();
    await take(3);
    const { clear } = writer;
    writer.clear = async (claims) => {
      writer.clear = clear;
      await rest();
      gone.add(1);
      if (first) supply.giveBack(first);
      return clear(claims);
    };
    expect(await take(1)).toEqual([5]);
    const got = ask();
    await rest();
    expect(await got()).toEqual([6]);
    expect(skipped).toEqual(['1 unsubscribed']);
  });

  it('does not take what comes back while others are asked after again for fresh', async () => {
    const { at, supply, take, gone, skipped, writer } = setUp(() => claimsFrom(1, 10));
    const first = await supply.next();
    await rest();
    const { review } = writer;
    writer.review = async (claims) => {
      writer.review = review;
      const clearances = await review(claims);
      gone.add(1);
      if (first) supply.giveBack(first);
      return clearances;
    };
    at.version = 2;
    const next = await supply.next();
    const mayStillGo = supply.watchOver();
    expect(next?.subscriberId === 1 && mayStillGo()).toBe(false);
    expect(await take(2)).not.toContain(1);
    expect(skipped).toEqual(['1 unsubscribed']);
  });

  it('still has those to release who could not be asked after again', async () => {
    const { supply, take, at, writer } = setUp(() => claimsFrom(1, 10));
    await take(1);
    at.version = 2;
    writer.review = () => Promise.reject(new Error('full'));
    await take(1);
    expect(supply.release().map(({ subscriberId }) => subscriberId)).toEqual([2, 3, 4, 5]);
  });

  it('tells whoever waits for a failure at once that there is nothing, and the failure to who asks for it', async () => {
    const full = new Error('the disk is full');
    const { supply, round, ask } = setUp(() => Promise.reject(full));
    expect(await ask(2)()).toEqual([undefined, undefined]);
    expect(round.aborted).toBe(true);
    expect(() => supply.throwFailure()).toThrow(full);
  });

  describe('where something is released while it looks', () => {
    it('looks again, and does not call the round over', async () => {
      let answer: (claims: readonly Claimed[]) => void = () => undefined;
      const looks = [
        claimsFrom(1, 1),
        new Promise<readonly Claimed[]>((done) => (answer = done)),
        claimsFrom(1, 1),
      ];
      const { supply, take, underWay, ask } = setUp(() => looks.shift() ?? []);
      await take(1);
      const got = ask();
      await rest();
      supply.leave(underWay[0]!);
      answer([]);
      expect(await got()).toEqual([1]);
    });

    it.each([0, 1, 2, 3, 4, 5, 6, 7])(
      'looks again for whoever asks when the look ends, %i turns later',
      async (turns) => {
        const { supply } = setUp(() => claimsFrom(1, 1));
        let got: number | undefined;
        const first = Promise.resolve(supply.next()).then(async (one) => {
          supply.leave(one!);
          for (let i = 0; i < turns; i += 1) await undefined;
          got = (await supply.next())?.subscriberId;
        });
        await Promise.race([first, rest()]);
        expect(got).toBe(1);
      },
    );
  });

  describe('where the limits hold the mail back', () => {
    it('gives what comes back at once, which has its place under them', async () => {
      const groups = [claimsFrom(1, 3)];
      const { at, supply, ask } = setUp(() => groups.shift() ?? [], { ...unlimited, rate: hourly });
      const first = await supply.next();
      const got = ask();
      expect(await got()).toEqual([]);
      expect(at.sleeps).toBe(1);
      supply.giveBack(first!);
      expect(await got()).toEqual([1]);
    });

    it('looks at once for others when there may be more again', async () => {
      const left = [...claimsFrom(1, 2, 'gmail.com'), ...claimsFrom(3, 1)];
      const providers = new Map([['gmail.com', hourly]]);
      const { at, supply, take, ask, underWay } = setUp(() => left.splice(0), { ...unlimited, providers });
      expect(await take(2)).toEqual([1, 3]);
      const got = ask();
      expect(await got()).toEqual([]);
      expect(at.sleeps).toBe(1);
      left.push(...claimsFrom(3, 1));
      supply.leave(underWay[1]!);
      expect(await got()).toEqual([3]);
    });

    it('gives the next when its time has come, and not before', async () => {
      const groups = [claimsFrom(1, 2)];
      const { at, ask, wakeUp } = setUp(() => groups.shift() ?? [], { ...unlimited, rate: hourly });
      const got = ask(2);
      while (at.elapsed < hour) {
        expect(await got()).toEqual([1]);
        wakeUp();
      }
      // A window is measured a little longer than it is.
      wakeUp();
      expect(await got()).toEqual([1, 2]);
    });
  });

  describe('where somebody else has written meanwhile', () => {
    it('asks again of what lies cleared, and skips who has left', async () => {
      const { at, take, gone, skipped } = setUp(() => claimsFrom(1, 10));
      expect(await take(1)).toEqual([1]);
      gone.add(2).add(4);
      at.version = 2;
      expect(await take(3)).toEqual([3, 5, 6]);
      expect(skipped.slice(0, 2)).toEqual(['2 unsubscribed', '4 unsubscribed']);
    });

    it('asks again of what came back', async () => {
      const { supply, take, gone } = setUp(() => claimsFrom(1, 10));
      const first = await supply.next();
      gone.add(1);
      supply.giveBack(first!);
      expect(await take(1)).toEqual([2]);
    });

    it('says so of what was given and waits for the line', async () => {
      const { at, supply, take } = setUp(() => claimsFrom(1, 10));
      await take(1);
      const mayStillGo = supply.watchOver();
      expect(mayStillGo()).toBe(true);
      at.version = 2;
      expect(mayStillGo()).toBe(false);
    });

    it('does not take what came back for fresh because others are cleared meanwhile', async () => {
      const { supply, take, gone, skipped, writer } = setUp(() => claimsFrom(1, 10));
      const first = await supply.next();
      await rest();
      await take(3);
      const { clear } = writer;
      writer.clear = async (claims) => {
        writer.clear = clear;
        gone.add(1);
        supply.giveBack(first!);
        return clear(claims);
      };
      // The last of those that lie cleared: the next ones are looked after.
      expect(await take(1)).toEqual([5]);
      await rest();
      expect(await take(3)).toEqual([6, 7, 8]);
      expect(skipped).toEqual(['1 unsubscribed']);
    });

    it('does not take for fresh what was cleared while it was written', async () => {
      const { at, take, gone, writer } = setUp(() => claimsFrom(1, 10));
      const { clear } = writer;
      writer.clear = async (claims) => {
        const clearances = await clear(claims);
        // The look is over, and its answer is on its way.
        if (at.version === 1) {
          at.version = 2;
          gone.add(2);
        }
        return clearances;
      };
      expect(await take(1)).toEqual([1]);
      expect(await take(1)).toEqual([3]);
    });
  });
});
