import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/mailing/clock.ts';

/** A clock that runs so many times as fast as the world: ten minutes pass in a blink. */
export function hurriedClock(times: number, start = Date.parse('2026-12-01T08:00:00Z')): Clock {
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) * times;
  return {
    now: () => Math.round(start + elapsed()),
    elapsed,
    sleep: async (milliseconds, signal) => {
      const real = Math.min(milliseconds / times, 2 ** 31 - 1);
      await wait(real, undefined, { signal }).catch(() => undefined);
    },
  };
}
