import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/mailing/clock.ts';
import { LanePace } from '../../../src/mailing/engine/lane-pace.ts';
import { retryDelay, settlementOf } from '../../../src/mailing/engine/retry.ts';

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

describe('the pace of a server', () => {
  it('waits as long as the longest that a server asked for', async () => {
    const clock = sleepingClock();
    const pace = new LanePace(clock, 5);
    pace.slow({ why: 'long', forAtLeast: 5 * minute });
    pace.slow({ why: 'short', forAtLeast: minute });
    expect(pace.pause).toEqual({ why: 'short', for: 5 * minute });
    await pace.turn(on);
    expect(clock.at).toBe(5 * minute);
    expect(pace.pause).toBeUndefined();
  });

  it('gives no turn once it is ended', async () => {
    const pace = new LanePace(sleepingClock(), 5);
    expect(await pace.turn(on)).toBe(true);
    expect(await pace.turn(AbortSignal.abort())).toBe(false);
  });

  it('narrows to what the server wants, and lets one connection join a minute', () => {
    const clock = sleepingClock();
    const pace = new LanePace(clock, 20);
    expect(pace.connections).toBe(20);
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
    expect(at(60)).toBe(20);
  });

  it('gives half as much at each throttling, and slowly more again', () => {
    const clock = sleepingClock();
    const pace = new LanePace(clock, 8);
    const throttle = () => {
      pace.slow({ why: '421', forAtLeast: minute });
      // The same word over another connection is no second one.
      pace.slow({ why: '421', forAtLeast: minute });
      clock.at += minute;
      return pace.connections;
    };
    expect([throttle(), throttle(), throttle()]).toEqual([4, 2, 1]);
    clock.at += 3 * minute;
    expect(pace.connections).toBe(4);
  });

  it('spaces the messages over the last connection, twice as far each time, and less by the minute', async () => {
    const clock = sleepingClock();
    const pace = new LanePace(clock, 1);
    const gap = async () => {
      await pace.turn(on);
      await pace.turn(on);
      const before = clock.at;
      await pace.turn(on);
      return clock.at - before;
    };
    expect(await gap()).toBe(0);
    const gaps: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      pace.slow({ why: '421', forAtLeast: 1000 });
      gaps.push(await gap());
    }
    expect(gaps).toEqual([200, 400, 800, 1600]);
    clock.at += 2 * minute;
    expect(await gap()).toBe(400);
    clock.at += 5 * minute;
    expect(await gap()).toBe(0);
    expect(pace.isFree).toBe(true);
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
