import type { ConnectFault } from '../../smtp/connect-fault.ts';
import type { Slowdown, Verdict } from '../../smtp/outcome.ts';
import type { LanePace, Pause } from './lane-pace.ts';
import { Streak } from './streak.ts';
import type { Trouble } from './trouble.ts';

const minute = 60_000;

/** A server that gives no connection so many times in a row, each after a rest, is left alone. */
const mostFaults = 6;
/** A server that puts mail back so many times in a row, each after a rest, takes none today. */
const mostPutBacks = 20;
/** Each lost answer may be a copy that nobody knows of, so there are few; they come in handfuls, as lines carry several. */
const losses = { free: 9, rests: 5, first: 5_000 };
/** Together longer than the first who were put off wait: they come first, and may be taken now. */
const deferrals = { free: 29, rests: 4, first: minute };

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
  readonly #losses = new Streak(losses);
  readonly #deferrals = new Streak(deferrals);

  constructor(pace: LanePace) {
    this.#pace = pace;
  }

  toConnection(): void {
    this.#faults = 0;
  }

  /** No connection. While others are open the server only wants no more of them, unless it is for good. */
  toFault(fault: ConnectFault, openLines: number): Reaction {
    const leaveOut: Reaction = { kind: 'leaveOut', why: fault.why, trouble: { kind: 'connection', fault } };
    if (isForGood(fault, openLines)) return leaveOut;
    if (openLines > 0) {
      this.#pace.narrow(openLines);
      return goOn;
    }
    // Several connections meet the same fault at once: it counts once.
    if (!this.#pace.pause) this.#faults += 1;
    if (this.#faults >= mostFaults) return leaveOut;
    return this.#rest({ why: fault.why, forAtLeast: Math.max(fault.forAtLeast, 2 ** this.#faults * 500) });
  }

  /** @param attempts how often the reader had been put off before. */
  toOutcome(outcome: Verdict, attempts: number): Reaction {
    if (outcome.kind === 'putBack') return this.#toPutBack(outcome.slow);
    this.#putBacks = 0;
    if (outcome.kind === 'pause')
      return { kind: 'leaveOut', why: outcome.reply, trouble: { kind: outcome.cause } };
    if (outcome.kind === 'unknown') return this.#toLoss(outcome.why);
    if (outcome.kind === 'deferred') return this.#toDeferral(outcome, attempts);
    this.#losses.end();
    this.#deferrals.end();
    return goOn;
  }

  #toPutBack(slow: Slowdown): Reaction {
    if (!this.#pace.pause) this.#putBacks += 1;
    if (this.#putBacks < mostPutBacks) return this.#rest(slow);
    const why = `the server keeps putting mail back: ${slow.why}`;
    return { kind: 'leaveOut', why, trouble: { kind: slow.blames ?? 'putBacks' } };
  }

  #toLoss(why: string): Reaction {
    return this.#brake(this.#losses, `the line breaks with every message: ${why}`, { kind: 'losses' });
  }

  /** Whoever was put off before may have a reason of their own; and greylisting puts everybody off once (RFC 6647). */
  #toDeferral({ reply, lost }: Extract<Verdict, { kind: 'deferred' }>, attempts: number): Reaction {
    if (lost) return this.#toLoss(reply);
    this.#losses.end();
    if (attempts > 0 || /gr[ae]y.?list/i.test(reply)) return goOn;
    return this.#brake(this.#deferrals, `the server puts off everybody: ${reply}`, { kind: 'deferrals' });
  }

  /** What is still under way while the server rests tells nothing new. */
  #brake(streak: Streak, why: string, trouble: Trouble): Reaction {
    if (this.#pace.pause) return goOn;
    const rest = streak.lengthen();
    if (rest === 0) return goOn;
    return rest === 'enough' ? { kind: 'leaveOut', why, trouble } : this.#rest({ why, forAtLeast: rest });
  }

  #rest(slow: Slowdown): Reaction {
    this.#pace.slow(slow);
    const { pause } = this.#pace;
    return pause ? { kind: 'slow', pause } : goOn;
  }
}

/** A server that has enough connections may say so for good in its greeting; a login or a certificate is another matter. */
function isForGood({ permanent, stage }: ConnectFault, openLines: number): boolean {
  return permanent && (openLines === 0 || stage === 'login' || stage === 'tls');
}
