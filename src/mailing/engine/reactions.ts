import type { ConnectFault } from '../../smtp/connect-fault.ts';
import type { Outcome } from '../../smtp/outcome.ts';
import type { LanePace, Pause } from './lane-pace.ts';
import type { Trouble } from './trouble.ts';

/** A server that gives no connection so many times in a row, each after a rest, is left alone. */
const mostFaults = 6;
/** A server that puts mail back so many times in a row, each after a rest, takes none today. */
const mostPutBacks = 20;

/** What one outcome or fault means for the server as a whole. */
export type Reaction =
  | { readonly kind: 'goOn' }
  | { readonly kind: 'slow'; readonly pause: Pause }
  /** Going on with this server would do harm or no good. */
  | { readonly kind: 'leaveOut'; readonly why: string; readonly trouble: Trouble };

const goOn: Reaction = { kind: 'goOn' };

/** Learns from what one server does, beyond one reader: when to go slower, and when to leave it out. */
export class Reactions {
  readonly #pace: LanePace;
  #faults = 0;
  #putBacks = 0;

  constructor(pace: LanePace) {
    this.#pace = pace;
  }

  toConnection(): void {
    this.#faults = 0;
  }

  /** No connection. While others are open the server only wants no more of them. */
  toFault(fault: ConnectFault, openLines: number): Reaction {
    if (openLines > 0) {
      this.#pace.narrow(openLines);
      return goOn;
    }
    // Several connections meet the same fault at once: it counts once.
    if (!this.#pace.pause) this.#faults += 1;
    if (fault.permanent || this.#faults >= mostFaults) {
      return { kind: 'leaveOut', why: fault.why, trouble: { kind: 'connection', fault } };
    }
    this.#pace.slow({ why: fault.why, forAtLeast: Math.max(fault.forAtLeast, 2 ** this.#faults * 500) });
    return this.#held();
  }

  toOutcome(outcome: Outcome): Reaction {
    if (outcome.kind === 'putBack') return this.#toPutBack(outcome);
    this.#putBacks = 0;
    if (outcome.kind !== 'pause') return goOn;
    return { kind: 'leaveOut', why: outcome.reply, trouble: { kind: outcome.cause } };
  }

  #toPutBack({ slow }: Extract<Outcome, { kind: 'putBack' }>): Reaction {
    if (!this.#pace.pause) this.#putBacks += 1;
    this.#pace.slow(slow);
    if (this.#putBacks >= mostPutBacks) {
      const why = `the server keeps putting mail back: ${slow.why}`;
      return { kind: 'leaveOut', why, trouble: { kind: 'putBacks' } };
    }
    return this.#held();
  }

  #held(): Reaction {
    const { pause } = this.#pace;
    return pause ? { kind: 'slow', pause } : goOn;
  }
}
