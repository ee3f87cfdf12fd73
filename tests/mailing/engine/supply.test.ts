import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/mailing/clock.ts';
import type { GroupWriter } from '../../../src/mailing/engine/group-writer.ts';
import { Supply } from '../../../src/mailing/engine/supply.ts';
import { Throttle } from '../../../src/mailing/pace/throttle.ts';
import type { Claim, Clearance } from '../../../src/store/delivery.ts';
import { noTraffic } from '../../../src/store/traffic.ts';

function claimsFrom(first: number, count: number): Claim[] {
  return Array.from({ length: count }, (_, i) => ({
    subscriberId: first + i,
    email: `${first + i}@example.org`,
    fields: {},
    variant: '',
    attempts: 0,
    deferredSince: null,
    heldBefore: false,
  }));
}

/** A ledger of so many deliveries whose every look is told, and a clock that stands where it is put. */
function setUp(claims: () => readonly Claim[]) {
  const at = { elapsed: 0, version: 1, slept: 0 };
  const clock: Clock = {
    now: () => at.elapsed,
    elapsed: () => at.elapsed,
    sleep: (_, signal) => {
      at.slept += 1;
      return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
    },
  };
  const all = async (asked: readonly Claim[]) =>
    new Map<number, Clearance>(asked.map(({ subscriberId }) => [subscriberId, { kind: 'go', at: 0 }]));
  const writer: Pick<GroupWriter, 'claim' | 'clear' | 'review'> = {
    claim: async () => claims(),
    clear: all,
    review: all,
  };
  const ending = new AbortController();
  const limits = { rate: [], providers: new Map(), warmup: undefined, remembered: false };
  const supply = new Supply({
    writer: writer as GroupWriter,
    throttle: new Throttle(clock, limits, noTraffic),
    clock,
    version: () => at.version,
    ending: ending.signal,
    skipped: () => undefined,
    held: () => undefined,
    lost: () => undefined,
    isRunning: async () => true,
  });
  const take = async (count: number): Promise<number[]> => {
    const taken: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const claim = await supply.next();
      if (claim) taken.push(claim.subscriberId);
    }
    return taken;
  };
  return { at, supply, take, ending };
}

describe('the supply of deliveries', () => {
  it('gives each once, in order, and is dry at the end', async () => {
    const groups = [claimsFrom(1, 120), claimsFrom(121, 30)];
    const { supply, take } = setUp(() => groups.shift() ?? []);
    expect(await take(150)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
    expect(await supply.next()).toBeUndefined();
    expect(supply.isDry).toBe(true);
    supply.askAgain();
    expect(supply.isDry).toBe(false);
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
    supply.askAgain();
    const waiting = [supply.next(), supply.next()];
    ending.abort();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  });
});
