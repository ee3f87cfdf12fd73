import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/mailing/clock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** So many turns of the event loop are enough for whoever is awake to talk to a server in this process. */
const turns = 200;

/**
 * A clock that stands still while anybody works, and jumps to the next waking when all had their time: ten
 * minutes pass in a blink, and a slow machine changes nothing.
 */
export function jumpingClock(start = Date.parse('2026-12-01T08:00:00Z')): Clock {
  const sleepers = new Set<Sleeper>();
  let passed = 0;
  let runs = false;

  const run = async (): Promise<void> => {
    runs = true;
    while (sleepers.size > 0) {
      for (let i = 0; i < turns; i += 1) await turn();
      const [next] = [...sleepers].sort((a, b) => a.until - b.until);
      if (!next) continue;
      passed = Math.max(passed, next.until);
      next.wake();
    }
    runs = false;
  };

  const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((done) => {
      const wake = (): void => {
        sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        done();
      };
      const sleeper = { until: passed + milliseconds, wake };
      if (signal.aborted) return done();
      sleepers.add(sleeper);
      signal.addEventListener('abort', wake);
      if (!runs) void run();
    });

  return { now: () => Math.round(start + passed), elapsed: () => passed, sleep };
}
