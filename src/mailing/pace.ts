import type { Slowdown } from '../smtp/outcome.ts';
import type { Clock } from './clock.ts';

/** After a slowdown to one connection, another one joins so often. */
const joinAfter = 60_000;

/** Why nothing goes out at the moment. */
export interface Pause {
  readonly why: string;
  readonly until: number;
}

/**
 * When the next message may go out: the rate of the settings, spread evenly, and what servers ask for.
 * One pace is shared by all connections to a server.
 */
export class Pace {
  readonly #clock: Clock;
  /** Milliseconds between two messages. */
  readonly #gap: number;
  #next = 0;
  #pause: Pause | undefined;
  /** Since when one connection, and one more a minute, may be used; undefined: all of them. */
  #narrowed: { readonly since: number } | undefined;
  #cap = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, perSecond: number | undefined) {
    this.#clock = clock;
    this.#gap = perSecond === undefined ? 0 : 1000 / perSecond;
  }

  /** What holds the mail up now, beyond the rate. */
  get pause(): Pause | undefined {
    return this.#pause && this.#pause.until > this.#clock.now() ? this.#pause : undefined;
  }

  /** How many connections the server wants, at most. */
  get connections(): number {
    if (!this.#narrowed) return this.#cap;
    const joined = 1 + Math.floor(Math.max(0, this.#clock.now() - this.#narrowed.since) / joinAfter);
    return Math.min(this.#cap, joined);
  }

  /** The server gives no more connections than these. */
  capConnections(most: number): void {
    this.#cap = Math.max(1, Math.min(this.#cap, most));
  }

  slow({ why, forAtLeast, connections }: Slowdown): void {
    const until = Math.max(this.#pause?.until ?? 0, this.#clock.now() + forAtLeast);
    this.#pause = { why, until };
    if (connections === 1) this.#narrowed = { since: until };
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
    const now = this.#clock.now();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap;
    return Math.max(at - now, this.#pausedFor());
  }

  #pausedFor(): number {
    return Math.max(0, (this.#pause?.until ?? 0) - this.#clock.now());
  }
}
