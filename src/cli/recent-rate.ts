/** How far back it looks, in seconds. */
const seconds = 60;

/** Under so many milliseconds nothing can be said yet. */
const shortest = 500;

/** How fast things went in the last minute. Counts per second in a ring: it takes the same room however many come. */
export class RecentRate {
  readonly #counts = new Float64Array(seconds);
  /** When the first of each second came, in milliseconds. */
  readonly #since = new Float64Array(seconds).fill(Number.NEGATIVE_INFINITY);

  /** One more, at `now` in milliseconds. */
  count(now: number): void {
    const second = Math.floor(now / 1000);
    const at = second % seconds;
    if (Math.floor((this.#since[at] as number) / 1000) !== second) {
      this.#since[at] = now;
      this.#counts[at] = 0;
    }
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  /** How many a second; 0 as long as too little has come to tell. */
  perSecond(now: number): number {
    let [first, sum] = [now, 0];
    for (let at = 0; at < seconds; at += 1) {
      const since = this.#since[at] as number;
      if (since > now || now - since >= seconds * 1000) continue;
      first = Math.min(first, since);
      sum += this.#counts[at] as number;
    }
    const span = now - first;
    // The first one only starts the clock.
    return span > shortest ? (sum - 1) / (span / 1000) : 0;
  }
}
