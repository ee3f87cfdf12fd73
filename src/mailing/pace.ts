import type { Slowdown } from '../smtp/outcome.ts';
import type { Clock } from './clock.ts';

/** After a narrowing, another connection joins so often, in milliseconds. */
const joinAfter = 60_000;

/** Why nothing goes out at the moment. */
export interface Pause {
  readonly why: string;
  /** Milliseconds from now. */
  readonly for: number;
}

/**
 * When the next message may go out: the rate of the settings, spread evenly, and what servers ask for.
 * One pace is shared by all connections to a server. It lives by elapsed time: a clock that is set back must
 * not hold the mail up.
 */
export class Pace {
  readonly #clock: Clock;
  /** Milliseconds between two messages. */
  readonly #gap: number;
  #next = 0;
  #why = '';
  #pausedUntil = 0;
  /** So many connections from then on, and one more a minute; undefined: all of them. */
  #narrowed: { readonly to: number; readonly from: number } | undefined;

  constructor(clock: Clock, perSecond: number | undefined) {
    this.#clock = clock;
    this.#gap = perSecond === undefined ? 0 : 1000 / perSecond;
  }

  /** What holds the mail up now, beyond the rate. */
  get pause(): Pause | undefined {
    const left = this.#pausedFor();
    return left > 0 ? { why: this.#why, for: left } : undefined;
  }

  /** How many connections the server wants, at most. */
  get connections(): number {
    if (!this.#narrowed) return Number.POSITIVE_INFINITY;
    const { to, from } = this.#narrowed;
    return to + Math.floor(Math.max(0, this.#clock.elapsed() - from) / joinAfter);
  }

  /** The server gives no more connections than these, for now. */
  narrow(to: number, from = this.#clock.elapsed()): void {
    this.#narrowed = { to: Math.max(1, Math.min(to, this.connections)), from };
  }

  slow({ why, forAtLeast, connections }: Slowdown): void {
    this.#why = why;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.elapsed() + forAtLeast);
    if (connections !== undefined) this.narrow(connections, this.#pausedUntil);
  }

  /** Waits until this message may go out. False when the signal aborted first. */
  async turn(signal: AbortSignal): Promise<boolean> {
    for (let wait = this.#wait(); wait > 0 && !signal.aborted; wait = this.#pausedFor()) {
      await this.#clock.sleep(wait, signal);
    }
    return !signal.aborted;
  }

  /** Takes the next place of the rate and says how long it is until then, in milliseconds. */
  #wait(): number {
    const now = this.#clock.elapsed();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap;
    return Math.max(at - now, this.#pausedFor());
  }

  #pausedFor(): number {
    return Math.max(0, this.#pausedUntil - this.#clock.elapsed());
  }
}
