import type { ConnectFault } from '../smtp/connect-fault.ts';
import type { Outcome } from '../smtp/outcome.ts';
import type { Claim } from '../store/delivery.ts';
import { Breaker } from './breaker.ts';
import type { Pace, Pause } from './pace.ts';

/** A server that gives no connection so many times in a row, each after a rest, is left alone. */
const mostFaults = 6;
/** A server that puts mail back so many times in a row, each after a rest, takes none today. */
const mostPutBacks = 20;

/** What one outcome or fault means for the mailing as a whole. */
export type Reaction =
  | { readonly kind: 'goOn' }
  | { readonly kind: 'slow'; readonly pause: Pause }
  /** Going on would do harm or no good. `held`: the readers whose refusals are not their own fault. */
  | {
      readonly kind: 'pause';
      readonly why: string;
      readonly fault?: ConnectFault;
      readonly held?: readonly number[];
    };

const goOn: Reaction = { kind: 'goOn' };

/** Learns from what the server does, beyond one reader: when to go slower, and when to stop. */
export class Reactions {
  readonly #pace: Pace;
  readonly #breaker = new Breaker();
  #faults = 0;
  #putBacks = 0;

  constructor(pace: Pace) {
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
    if (fault.permanent || this.#faults >= mostFaults) return { kind: 'pause', why: fault.why, fault };
    return this.#slow(fault.why, Math.max(fault.forAtLeast, 2 ** this.#faults * 500));
  }

  toOutcome(claim: Claim, outcome: Outcome): Reaction {
    if (outcome.kind === 'putBack') return this.#toPutBack(outcome);
    this.#putBacks = 0;
    if (outcome.kind === 'pause') return { kind: 'pause', why: outcome.reply };
    if (outcome.kind === 'accepted') return this.#note(claim, undefined);
    if (outcome.kind === 'rejected') return this.#note(claim, outcome.reply);
    return goOn;
  }

  #toPutBack({ slow }: Extract<Outcome, { kind: 'putBack' }>): Reaction {
    if (!this.#pace.pause) this.#putBacks += 1;
    this.#pace.slow(slow);
    if (this.#putBacks >= mostPutBacks) {
      return { kind: 'pause', why: `the server keeps putting mail back: ${slow.why}` };
    }
    return this.#held();
  }

  /** A second refusal of a reader whose first one was held is this reader's own. */
  #note(claim: Claim, refusal: string | undefined): Reaction {
    if (claim.heldBefore && refusal !== undefined) return goOn;
    const trip = this.#breaker.note(claim.subscriberId, refusal);
    return trip ? { kind: 'pause', why: trip.why, held: trip.subscriberIds } : goOn;
  }

  #slow(why: string, forAtLeast: number): Reaction {
    this.#pace.slow({ why, forAtLeast });
    return this.#held();
  }

  #held(): Reaction {
    const { pause } = this.#pace;
    return pause ? { kind: 'slow', pause } : goOn;
  }
}
