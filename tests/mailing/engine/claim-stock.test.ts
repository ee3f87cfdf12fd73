import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClaimStock } from '../../../src/mailing/engine/claim-stock.ts';
import type { GroupWriter } from '../../../src/mailing/engine/group-writer.ts';
import { Throttle } from '../../../src/mailing/pace/throttle.ts';
import type { Claimed, Part } from '../../../src/store/claims.ts';
import { noTraffic } from '../../../src/store/traffic.ts';
import { limitsOf, WorldClock } from '../pace/world.ts';

const providers = { 'gmail.com': '1/h', 'outlook.com': '1/h' };
const slow = ['gmail.com', 'googlemail.com', 'hotmail.com', 'outlook.de', 'live.com'];
const domains = [...slow, 'example.org', 'example.net'];

/** Those who can be claimed, in memory, as `claimDeliveries` takes them: deferred ones first. */
class Ledger {
  readonly free = new Map<number, Claimed>();
  looks = 0;

  claim = async (limit: number, { of, domains, after }: Part = { of: 'others', domains: [], after: 0 }) => {
    this.looks += 1;
    const found = [...this.free.values()]
      .filter(({ email }) => domains.includes(email.split('@')[1] as string) === (of === 'these'))
      .filter(({ deferredSince, position }) => deferredSince !== null || position > after)
      .sort(
        (a, b) =>
          Number(a.deferredSince === null) - Number(b.deferredSince === null) || a.position - b.position,
      )
      .slice(0, limit);
    for (const { subscriberId } of found) this.free.delete(subscriberId);
    return found;
  };
}

function claimOf(position: number, domain: string, deferred: boolean): Claimed {
  const deferredSince = deferred ? 1 : null;
  const reader = { subscriberId: position, email: `${position}@${domain}`, position };
  return { ...reader, fields: {}, variant: '', attempts: 0, deferredSince, heldBefore: false };
}

function setUp() {
  const [ledger, clock] = [new Ledger(), new WorldClock()];
  const stock = new ClaimStock({
    writer: { claim: ledger.claim } as unknown as GroupWriter,
    throttle: new Throttle(clock, limitsOf('', { providers }), noTraffic),
    clock,
    nothingLeft: async () => undefined,
  });
  return { ledger, stock };
}

describe('the stock of claims', () => {
  it('loses nobody, whoever waits and whoever is released', async () => {
    const stretch = fc.tuple(fc.constantFrom(...domains), fc.integer({ min: 1, max: 700 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.array(stretch, { minLength: 1, maxLength: 8 }),
        // Of those who go: every so-manieth comes back once; of those who wait, one goes at every so-manieth look.
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        async (stretches, back, patience) => {
          const { ledger, stock } = setUp();
          const all = stretches
            .flatMap(([domain, length, deferred]) =>
              Array.from({ length }, () => [domain, deferred] as const),
            )
            .map(([domain, deferred], i) => claimOf(i + 1, domain, deferred && i % 7 === 0));
          for (const one of all) ledger.free.set(one.subscriberId, one);
          const released = new Set<number>();
          const gone: number[] = [];
          const isSlow = ({ email }: Claimed) => slow.includes(email.split('@')[1] as string);
          for (let rounds = 0; !(stock.isDry && stock.claims.length === 0); rounds += 1) {
            if (rounds > 20_000) throw new Error('it never comes to an end');
            let places = rounds % patience === 0 ? 12 : 0;
            const going = stock.claims.filter((claim) => !isSlow(claim) || places-- > 0);
            for (const one of going) {
              stock.claims.splice(stock.claims.indexOf(one), 1);
              if (one.position % back === 0 && !released.has(one.position)) {
                released.add(one.position);
                ledger.free.set(one.subscriberId, one);
                stock.askAgain(one);
              } else gone.push(one.position);
            }
            if (going.length === 0 && stock.wantsMore) await stock.take();
          }
          expect(gone.sort((a, b) => a - b)).toEqual(all.map(({ position }) => position));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('finds whoever is released of a provider that waits, but under a name that never had to', async () => {
    const { ledger, stock } = setUp();
    for (const one of [claimOf(1, 'gmail.com', false), claimOf(2, 'googlemail.com', false)]) {
      ledger.free.set(one.subscriberId, one);
    }
    await stock.take();
    const [other] = stock.claims.splice(1, 1);
    while (stock.wantsMore) await stock.take();
    expect(stock.isDry).toBe(true);
    ledger.free.set(2, other!);
    stock.askAgain(other!);
    while (stock.wantsMore) await stock.take();
    expect(stock.claims.map(({ position }) => position)).toEqual([1, 2]);
  });

  it('has others go on behind those who wait, and holds only a few of these', async () => {
    const { ledger, stock } = setUp();
    for (let i = 1; i <= 3000; i += 1)
      ledger.free.set(i, claimOf(i, i % 10 === 0 ? 'example.org' : 'gmail.com', false));
    const passed: number[] = [];
    while (stock.wantsMore) {
      await stock.take();
      for (let i = stock.claims.length - 1; i >= 0; i -= 1) {
        if (stock.claims[i]?.email.endsWith('example.org'))
          passed.push(...stock.claims.splice(i, 1).map((c) => c.position));
      }
    }
    expect(passed).toHaveLength(300);
    expect(stock.claims.length).toBeLessThanOrEqual(500);
    expect(ledger.looks).toBeLessThan(20);
    expect(stock.isDry).toBe(false);
  });
});
