import { setTimeout as wait } from 'node:timers/promises';

/** Time as the engine sees it, and a sleep that an abort ends early. */
export interface Clock {
  /** Milliseconds since 1970, as the ledger keeps them. Whoever sets the clock moves them, also backwards. */
  now(): number;
  /** Milliseconds that only ever grow, for the time between two messages. */
  elapsed(): number;
  /** Resolves after so many milliseconds, or at once when the signal aborts; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The longest a timer can run; longer sleeps are taken in pieces by their callers. */
const longest = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await wait(Math.min(milliseconds, longest), undefined, { signal }).catch(() => undefined);
  },
};
