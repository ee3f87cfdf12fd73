import { uptime } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** Time as the engine sees it, and a sleep that an abort ends early. */
export interface Clock {
  /** Milliseconds since 1970, as the ledger keeps them. Whoever sets the clock moves them, also backwards. */
  now(): number;
  /** Milliseconds that only ever grow, also while the machine sleeps; for the time between two messages. */
  elapsed(): number;
  /** Resolves after so many milliseconds, or at once when the signal aborts; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The longest a timer can run; longer sleeps are taken in pieces by their callers. */
const longest = 2 ** 31 - 1;

/** Seldom enough that asking costs nothing; milliseconds. */
const askEvery = 1000;
/** What two clocks differ by without anybody having slept; milliseconds. */
const unsteady = 2000;

/**
 * A clock that stands still while the machine sleeps, as the monotonic clock of Linux does, set on by how long it
 * slept: a limit of so many a day does not mean so many in a day awake.
 * @param ticking milliseconds; @param up milliseconds since the machine started, asleep or awake.
 */
export function throughSleep(ticking: () => number, up: () => number): () => number {
  const before = up() - ticking();
  let [asleep, askedAt] = [0, ticking()];
  return () => {
    const now = ticking();
    if (now - askedAt >= askEvery) {
      askedAt = now;
      const missed = up() - now - before;
      if (missed > asleep + unsteady) asleep = missed;
    }
    return now + asleep;
  };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: throughSleep(
    () => performance.now(),
    () => uptime() * 1000,
  ),
  sleep: async (milliseconds, signal) => {
    await wait(Math.min(milliseconds, longest), undefined, { signal }).catch(() => undefined);
  },
};
