import { minute, type TrafficClock, type TrafficSoFar } from '../../store/traffic.ts';
import type { Clock } from '../clock.ts';

/** Two machines' clocks may be so far apart; beyond that one was set back. Milliseconds. */
const skew = 10 * minute;
/** A clock that is nudged is left alone; one that is set by more than this is taken note of. Milliseconds. */
export const noticed = 100;

/**
 * The time in which traffic is counted. It begins as the clock's and then runs by elapsed time, so that a clock that is
 * set moves nothing; the store remembers how far the two are apart, so that the next sender goes on in the same
 * time. While nobody sends, only the clock can tell how much time passes: one that is set back meanwhile counts as
 * none, one that is set forward as what it says.
 */
export class TrafficTime {
  readonly #clock: Clock;
  /** What elapsed time lacks to be traffic's. */
  readonly #offset: number;
  #known: TrafficClock | undefined;

  constructor(clock: Clock, { clock: known, minutes }: TrafficSoFar) {
    this.#clock = clock;
    this.#known = known;
    const time = clock.now() + (known?.ahead ?? 0);
    const newest = minutes.at(-1)?.at ?? time;
    this.#offset = (newest - time > skew ? newest : time) - clock.elapsed();
  }

  /** When the first message ever went out, if one did. */
  get first(): number | undefined {
    return this.#known?.first;
  }

  /** Traffic's time at an instant of elapsed time, in milliseconds. */
  at(elapsed: number): number {
    return this.#offset + elapsed;
  }

  /** The instant of elapsed time that has a time of traffic. */
  elapsedAt(time: number): number {
    return time - this.#offset;
  }

  /** What the store has to learn: a first message, or that the clock was set. */
  news(first: number | undefined): TrafficClock | undefined {
    const ahead = Math.round(this.at(this.#clock.elapsed()) - this.#clock.now());
    const known = this.#known;
    if (known ? Math.abs(ahead - known.ahead) < noticed : first === undefined) return undefined;
    this.#known = { first: known?.first ?? (first as number), ahead };
    return this.#known;
  }
}

/** The beginning of the minute. */
export function minuteOf(time: number): number {
  return Math.floor(time / minute) * minute;
}
