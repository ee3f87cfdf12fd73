import type { ConnectFault } from '../../smtp/connect-fault.ts';
import type { Verdict } from '../../smtp/outcome.ts';
import type { Claim } from '../../store/delivery.ts';
import { moveMailing } from '../../store/mailings.ts';
import { holdRefusals } from '../../store/replan.ts';
import type { Store } from '../../store/store.ts';
import type { Account } from './account.ts';
import { Breaker } from './breaker.ts';
import type { Ending } from './ending.ts';
import type { EngineEvent } from './events.ts';
import type { Lane } from './lane.ts';
import type { Reaction } from './reactions.ts';
import type { Trouble } from './trouble.ts';

export interface ConsequencesParts {
  readonly store: Store;
  readonly mailing: string;
  readonly lanes: readonly Lane[];
  readonly account: Account;
  readonly ending: Ending;
  readonly watch: (event: EngineEvent) => void;
}

/** What an outcome or a fault means beyond its reader: a server is slowed or left out, the mailing is paused. */
export class Consequences {
  readonly #parts: ConsequencesParts;
  readonly #breaker = new Breaker();

  constructor(parts: ConsequencesParts) {
    this.#parts = parts;
  }

  /** No connection: the server is given a rest, or left out. */
  async ofFault(lane: Lane, fault: ConnectFault): Promise<void> {
    if (this.#parts.ending.isNear) return;
    lane.letOpenLinesFirst();
    await this.#draw(lane, lane.reactions.toFault(fault, lane.openLines));
  }

  async ofOutcome(lane: Lane, claim: Claim, outcome: Verdict): Promise<void> {
    const reaction = lane.reactions.toOutcome(outcome, claim.attempts);
    if (reaction.kind !== 'goOn') await this.#draw(lane, reaction);
    await this.#heed(claim, outcome);
  }

  async #draw(lane: Lane, reaction: Reaction): Promise<void> {
    const { name } = lane.server;
    if (reaction.kind === 'slow' && !this.#parts.ending.isNear) {
      this.#parts.watch({ kind: 'slowed', server: name, pause: reaction.pause });
      this.#restTogether(reaction.pause.why);
    }
    if (reaction.kind !== 'leaveOut' || lane.isOut) return;
    lane.leaveOut();
    const { why, trouble } = reaction;
    if (this.#parts.lanes.every((other) => other.isOut)) await this.#pause({ why, trouble });
    else this.#parts.watch({ kind: 'leftOut', server: name, why, trouble });
  }

  /** While no server takes anything, nothing is on its way to one. */
  #restTogether(why: string): void {
    const { lanes, account } = this.#parts;
    if (lanes.every((lane) => lane.isOut || lane.pace.pause)) account.releaseReady(why);
  }

  /** A second refusal of a reader whose first one was held is this reader's own. */
  async #heed(claim: Claim, outcome: Verdict): Promise<void> {
    const refusal = outcome.kind === 'rejected' ? outcome.reply : undefined;
    if (outcome.kind !== 'accepted' && refusal === undefined) return;
    if (claim.heldBefore && refusal !== undefined) return;
    const trip = this.#breaker.note(claim.subscriberId, refusal);
    if (trip) await this.#pause({ why: trip.why, trouble: { kind: 'refusals' }, held: trip.subscriberIds });
  }

  async #pause({ why, trouble, held = [] }: PauseOrder): Promise<void> {
    const { store, mailing, account, ending } = this.#parts;
    // What is held must have been written.
    await account.close();
    await store.transaction(async (db) => {
      await holdRefusals(db, mailing, held);
      await moveMailing(db, mailing, ['running'], { state: 'paused', reason: why, endedAt: null });
    });
    ending.bring({ kind: 'paused', why, trouble });
  }
}

interface PauseOrder {
  readonly why: string;
  readonly trouble: Trouble;
  /** The readers whose refusals are not their own fault. */
  readonly held?: readonly number[];
}
