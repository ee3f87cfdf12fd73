import { formatLimit, type Limit, lengthOf } from '../../newsletter/rate.ts';

/** A window moves on in so many steps: what left it is known to a second in an hour. */
const steps = 3600;
const size = steps + 1;

/**
 * So much slower than the limit alone asks for do messages go that are spread over a window, so that the window itself,
 * which is counted in whole steps, never stops them.
 */
export const ease = 1 + 2 / steps;

/** Milliseconds that a wait has at least, whatever rounding leaves of it. */
const least = 0.1;

/** Never more than so many messages in any stretch of so long, counted over all senders. Lives by elapsed time. */
export class RollingWindow {
  /** What to tell a person who waits for it. */
  readonly why: string;
  readonly #limit: number;
  readonly #step: number;
  /** By step, in a ring: what this sender let through, and what all others did. */
  readonly #own = new Int32Array(size);
  readonly #others = new Int32Array(size);
  #ownTotal = 0;
  #total = 0;
  #share: number;
  #newest = Number.NEGATIVE_INFINITY;
  #closedUntil = Number.NEGATIVE_INFINITY;

  constructor(limit: Limit, of = '') {
    // Half a message a minute is one in two minutes, and 1.5 a minute one in 40 seconds.
    this.#limit = Math.max(1, Math.floor(limit.messages));
    this.#step = (lengthOf[limit.per] * this.#limit) / limit.messages / steps;
    this.#share = this.#limit;
    this.why = `no more than ${formatLimit(limit)}${of}`;
  }

  /** Milliseconds until there is room for another message. */
  wait(now: number): number {
    if (now < this.#closedUntil) return Math.max(this.#closedUntil - now, least);
    this.#advance(now);
    if (this.#ownTotal < this.#share && this.#total < this.#limit) return 0;
    this.#closedUntil = this.#opensAt();
    return Math.max(this.#closedUntil - now, least);
  }

  take(now: number): void {
    this.#advance(now);
    this.#own[place(this.#newest)]! += 1;
    this.#ownTotal += 1;
    this.#total += 1;
  }

  /** A message that was counted at `at` did not go out. */
  giveBack(at: number): void {
    const step = Math.floor(at / this.#step);
    if (step <= this.#newest - size || this.#own[place(step)] === 0) return;
    this.#own[place(step)]! -= 1;
    this.#ownTotal -= 1;
    this.#total -= 1;
    this.#closedUntil = Number.NEGATIVE_INFINITY;
  }

  /** Messages that other senders let through, or earlier ones, not later than `at`. */
  addOthers(at: number, messages: number, now: number): void {
    this.#advance(now);
    const step = Math.min(Math.floor(at / this.#step), this.#newest);
    if (step <= this.#newest - size) return;
    this.#others[place(step)]! += messages;
    this.#total += messages;
  }

  /** So many senders share the limit: each keeps to its part, and all to the whole. */
  share(senders: number): void {
    this.#share = Math.max(1, Math.floor(this.#limit / senders));
    this.#closedUntil = Number.NEGATIVE_INFINITY;
  }

  /** Lets go of the steps that lie further back than the window is long. */
  #advance(now: number): void {
    const newest = Math.floor(now / this.#step);
    if (newest <= this.#newest) return;
    const gone = Math.min(newest - this.#newest, size);
    for (let step = newest - gone + 1; step <= newest; step += 1) {
      const at = place(step);
      this.#ownTotal -= this.#own[at]!;
      this.#total -= this.#own[at]! + this.#others[at]!;
      this.#own[at] = 0;
      this.#others[at] = 0;
    }
    this.#newest = newest;
  }

  /** When enough of the oldest messages have left. */
  #opensAt(): number {
    let [own, total] = [this.#ownTotal, this.#total];
    let step = this.#newest - steps;
    for (; step < this.#newest; step += 1) {
      own -= this.#own[place(step)]!;
      total -= this.#own[place(step)]! + this.#others[place(step)]!;
      if (own < this.#share && total < this.#limit) break;
    }
    return (step + size) * this.#step;
  }
}

/** Where a step lies in the ring; steps before the clock began are negative. */
function place(step: number): number {
  return ((step % size) + size) % size;
}
