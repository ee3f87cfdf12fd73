import type { Clock } from '../clock.ts';

/** Whether one more message may go out now; if not, how long until it may, in milliseconds. */
export type Admission =
  | { readonly ok: true }
  | { readonly ok: false; readonly wait: number; readonly why?: string };

const admitted: Admission = { ok: true };

/** A stand-in until limits of all kinds are merged: one rate, evenly. */
export class Throttle {
  readonly #clock: Clock;
  readonly #gap: number;
  #next = 0;

  constructor(clock: Clock, perSecond: number | undefined) {
    this.#clock = clock;
    this.#gap = perSecond === undefined ? 0 : 1000 / perSecond;
  }

  get isFree(): boolean {
    return this.#gap === 0;
  }

  admit(_domain: string): Admission {
    if (this.#gap === 0) return admitted;
    const now = this.#clock.elapsed();
    if (this.#next > now) return { ok: false, wait: this.#next - now };
    this.#next = Math.max(this.#next, now - 5) + this.#gap;
    return admitted;
  }

  giveBack(_domain: string): void {}
  share(_senders: number): void {}
}
