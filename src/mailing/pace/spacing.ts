/**
 * So much lateness is made up for, in milliseconds: timers wake a millisecond or more after their time, and at 2,000
 * a second two or three messages are due by then.
 */
const catchUp = 10;

/** Less than this is what adding up fractions leaves, and no time that anybody could sleep. */
const nothing = 0.001;

/** Messages spread evenly: a token bucket of one. Lives by elapsed time, which no setting of the clock moves. */
export class Spacing {
  readonly #gap: number;
  #senders = 1;
  #next = Number.NEGATIVE_INFINITY;

  /** @param gap milliseconds between two messages. */
  constructor(gap: number) {
    this.#gap = gap;
  }

  /** Milliseconds until the next message may go out. */
  wait(now: number): number {
    return this.#next - now > nothing ? this.#next - now : 0;
  }

  take(now: number): void {
    const gap = this.#gap * this.#senders;
    const late = now - this.#next;
    // Who slept through a whole place at a rate that a person can follow has nothing to make up for.
    const debt = late >= gap && gap >= catchUp ? 0 : Math.min(late, catchUp);
    this.#next = now - debt + gap;
  }

  /** So many senders go at this rate together. */
  share(senders: number): void {
    this.#senders = senders;
  }
}
