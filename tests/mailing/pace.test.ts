import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/mailing/clock.ts';
import { Pace } from '../../src/mailing/pace.ts';
import { retryDelay, settlementOf } from '../../src/mailing/retry.ts';

/** A clock that only moves when somebody sleeps on it; the time of day may be anything. */
function sleepingClock(): Clock & { at: number } {
  const clock = {
    at: 0,
    now: () => 1_000_000 - clock.at,
    elapsed: () => clock.at,
    sleep: async (milliseconds: number) => {
      clock.at += milliseconds;
    },
  };
  return clock;
}

const on = new AbortController().signal;
const minute = 60_000;

describe('the pace', () => {
  it('spreads messages evenly, also when the time of day runs backwards', async () => {
    const clock = sleepingClock();
    const pace = new Pace(clock, 4);
    const at: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      await pace.turn(on);
      at.push(clock.at);
    }
    expect(at).toEqual([0, 250, 500, 750, 1000]);
  });

  it('never gives more than the rate, however turns are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3000), { minLength: 2, maxLength: 40 }), async (idle) => {
        const clock = sleepingClock();
        const pace = new Pace(clock, 2);
        const at: number[] = [];
        for (const pause of idle) {
          clock.at += pause;
          await pace.turn(on);
          at.push(clock.at);
        }
        for (let i = 1; i < at.length; i += 1) {
          expect((at[i] as number) - (at[i - 1] as number)).toBeGreaterThanOrEqual(500);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('does not catch up on time that was not used', async () => {
    const clock = sleepingClock();
    const pace = new Pace(clock, 1);
    clock.at = 100_000;
    await pace.turn(on);
    await pace.turn(on);
    expect(clock.at).toBe(101_000);
  });

  it('waits as long as the longest that a server asked for', async () => {
    const clock = sleepingClock();
    const pace = new Pace(clock, undefined);
    pace.slow({ why: 'long', forAtLeast: 5 * minute });
    pace.slow({ why: 'short', forAtLeast: minute });
    expect(pace.pause).toEqual({ why: 'short', for: 5 * minute });
    await pace.turn(on);
    expect(clock.at).toBe(5 * minute);
    expect(pace.pause).toBeUndefined();
  });

  it('gives no turn once it is ended', async () => {
    const pace = new Pace(sleepingClock(), undefined);
    expect(await pace.turn(on)).toBe(true);
    expect(await pace.turn(AbortSignal.abort())).toBe(false);
  });

  it('narrows to what the server wants, and lets one connection join a minute', () => {
    const clock = sleepingClock();
    const pace = new Pace(clock, undefined);
    expect(pace.connections).toBe(Number.POSITIVE_INFINITY);
    pace.slow({ why: '4.7.28', forAtLeast: 10 * minute, connections: 1 });
    const at = (minutes: number) => {
      clock.at = minutes * minute;
      return pace.connections;
    };
    expect([0, 10, 10.9, 11, 12, 20].map(at)).toEqual([1, 1, 1, 2, 3, 11]);
    pace.narrow(3);
    expect([20, 21].map(at)).toEqual([3, 4]);
    pace.narrow(50);
    expect(pace.connections).toBe(4);
    pace.narrow(0);
    expect(pace.connections).toBe(1);
  });
});

describe('a deferred reader', () => {
  const patience = { retryAfter: 10 * minute, retryFor: 4 * 24 * 60 * minute };
  const claim = {
    subscriberId: 1,
    email: 'a@example.org',
    fields: {},
    variant: '',
    attempts: 0,
    deferredSince: null,
    heldBefore: false,
  };
  const deferred = { kind: 'deferred', reply: '451 4.7.1 Later' } as const;

  it('is tried again after ten minutes, then half an hour and more, up to four hours', () => {
    const delays = [1, 2, 3, 4, 5, 50].map((attempts) => retryDelay(patience, attempts) / minute);
    expect(delays).toEqual([10, 30, 90, 240, 240, 240]);
  });

  it('is given up when the next try would come after retryFor', () => {
    const late = { ...claim, attempts: 3, deferredSince: 0 };
    const at = (now: number) => settlementOf(deferred, late, patience, now).state;
    expect(at(patience.retryFor - 240 * minute)).toBe('deferred');
    expect(at(patience.retryFor - 240 * minute + 1)).toBe('expired');
    expect(settlementOf(deferred, claim, patience, 7)).toMatchObject({ dueAt: 7 + 10 * minute });
  });
});
