import type { Clock } from '../clock.ts';

/**
 * So many are cleared ahead of the wire where nothing holds them back: few, as those are unknown if this process
 * is killed, and up to one group of the ledger where the lines would otherwise have to wait.
 */
const least = 4;
export const most = 50;
/** So many milliseconds’ worth of them, at the speed of the last so many. */
const worth = 20;
const lately = 100;

/** How fast deliveries are asked for, and how many are to be ready for that. */
export class Demand {
  readonly #clock: Clock;
  #ahead = least;
  #taken = 0;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.elapsed();
  }

  take(): void {
    this.#taken += 1;
  }

  get ahead(): number {
    const passed = this.#clock.elapsed() - this.#since;
    if (passed >= lately) {
      this.#ahead = Math.min(most, Math.max(least, Math.ceil((this.#taken / passed) * worth)));
      this.#since += passed;
      this.#taken = 0;
    }
    return this.#ahead;
  }
}
