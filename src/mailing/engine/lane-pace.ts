import type { Slowdown } from '../../smtp/outcome.ts';
import type { Clock } from '../clock.ts';

/** After a narrowing, another connection joins so often, in milliseconds; and a gap is halved so often. */
const joinAfter = 60_000;
/** Between two messages over the last connection, in milliseconds, when the server wants it slower still. */
const leastGap = 200;
const longestGap = 60_000;

/** Why nothing goes out at the moment. */
export interface Pause {
  readonly why: string;
  /** Milliseconds from now. */
  readonly for: number;
}

/**
 * How fast one server is given mail, beyond the limits that are set: at each throttling it is left alone for a
 * while and then given half, and slowly more again. It lives by elapsed time: a clock that is set back must not
 * hold the mail up.
 */
export class LanePace {
  readonly #clock: Clock;
  readonly #most: number;
  #why = '';
  #pausedUntil = 0;
  /** So many connections from then on, and one more a minute; undefined: all of them. */
  #narrowed: { readonly to: number; readonly from: number } | undefined;
  /** Milliseconds between two messages, from then on; halved each minute. */
  #spaced: { readonly gap: number; readonly from: number } | undefined;
  #next = 0;

  /** `most`: the connections this server has when nothing is wrong. */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** What holds the mail up now. */
  get pause(): Pause | undefined {
    const left = this.#pausedFor();
    return left > 0 ? { why: this.#why, for: left } : undefined;
  }

  /** How many connections the server wants, at most. */
  get connections(): number {
    if (!this.#narrowed) return this.#most;
    const { to, from } = this.#narrowed;
    const now = to + Math.floor(Math.max(0, this.#clock.elapsed() - from) / joinAfter);
    if (now >= this.#most) this.#narrowed = undefined;
    return Math.min(this.#most, now);
  }

  /** Milliseconds until there may be so many connections. */
  joinsIn(connections: number): number {
    if (!this.#narrowed || connections <= this.connections) return 0;
    const { to, from } = this.#narrowed;
    return Math.max(1, from + (connections - to) * joinAfter - this.#clock.elapsed());
  }

  /** The server gives no more connections than these, for now. */
  narrow(to: number, from = this.#clock.elapsed()): void {
    this.#narrowed = { to: Math.max(1, Math.min(to, this.connections)), from };
  }

  /** A rest of its own asking, then half as much at a time. Several who hear the same are told once. */
  slow({ why, forAtLeast, connections }: Slowdown): void {
    const again = this.#pausedFor() > 0;
    this.#why = why;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.elapsed() + forAtLeast);
    if (connections !== undefined) this.narrow(connections, this.#pausedUntil);
    else if (forAtLeast > 0 && !again) this.#halve();
  }

  /** Waits until a message may go to this server. False when the signal aborted first. */
  async turn(signal: AbortSignal): Promise<boolean> {
    for (let wait = this.#wait(); wait > 0 && !signal.aborted; wait = this.#pausedFor()) {
      await this.#clock.sleep(wait, signal);
    }
    return !signal.aborted;
  }

  /** Whether a message may go at once, without waiting for a turn. */
  get isFree(): boolean {
    return this.#pausedUntil === 0 && this.#spaced === undefined;
  }

  #halve(): void {
    if (this.connections === 1) this.#space();
    else this.narrow(Math.floor(this.connections / 2), this.#pausedUntil);
  }

  #space(): void {
    const gap = Math.min(longestGap, Math.max(leastGap, 2 * this.#gap()));
    this.#spaced = { gap, from: this.#pausedUntil };
  }

  #gap(): number {
    if (!this.#spaced) return 0;
    const { gap, from } = this.#spaced;
    const now = gap / 2 ** Math.floor(Math.max(0, this.#clock.elapsed() - from) / joinAfter);
    if (now < leastGap / 2) this.#spaced = undefined;
    return this.#spaced ? now : 0;
  }

  /** Takes the next place and says how long it is until then, in milliseconds. */
  #wait(): number {
    if (this.isFree) return 0;
    const now = this.#clock.elapsed();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap();
    return Math.max(at - now, this.#pausedFor());
  }

  #pausedFor(): number {
    if (this.#pausedUntil === 0) return 0;
    const left = this.#pausedUntil - this.#clock.elapsed();
    if (left <= 0) this.#pausedUntil = 0;
    return Math.max(0, left);
  }
}
