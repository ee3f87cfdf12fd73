import { formatLimit, type Limit, lengthOf, type Rate } from '../../newsletter/rate.ts';
import { ease, RollingWindow } from './rolling-window.ts';
import { Spacing } from './spacing.ts';

/** Who waits longer than this for the next place would wonder; milliseconds. */
const unnoticed = 10_000;

/** The limits of one rate: the finest spread evenly, and each of a minute or longer a window besides. */
export class Gate {
  /** Why there was no place the last time it was asked for, where a person would wonder. */
  why: string | undefined;
  readonly #evenly: string | undefined;
  readonly #spacing: Spacing | undefined;
  readonly #windows: readonly RollingWindow[];

  /** @param of whose limits they are, for people: ` to gmail.com`. */
  constructor(rate: Rate, of = '') {
    const [finest] = rate;
    if (finest) {
      this.#spacing = new Spacing(gapOf(finest));
      if (gapOf(finest) > unnoticed) this.#evenly = `no more than ${formatLimit(finest)}${of}, evenly`;
    }
    this.#windows = rate.filter(({ per }) => per !== 'second').map((limit) => new RollingWindow(limit, of));
  }

  /** Milliseconds until there is a place. */
  wait(now: number): number {
    let longest = this.#spacing?.wait(now) ?? 0;
    this.why = this.#evenly;
    for (const window of this.#windows) {
      const wait = window.wait(now);
      if (wait > longest) {
        longest = wait;
        this.why = window.why;
      }
    }
    return longest;
  }

  take(now: number): void {
    this.#spacing?.take(now);
    for (const window of this.#windows) window.take(now);
  }

  /** The window has room again; the time that was kept clear for the message is over. */
  giveBack(at: number): void {
    for (const window of this.#windows) window.giveBack(at);
  }

  addOthers(at: number, messages: number, now: number): void {
    for (const window of this.#windows) window.addOthers(at, messages, now);
  }

  share(senders: number): void {
    this.#spacing?.share(senders);
    for (const window of this.#windows) window.share(senders);
  }
}

function gapOf({ messages, per }: Limit): number {
  return (lengthOf[per] / messages) * (per === 'second' ? 1 : ease);
}
