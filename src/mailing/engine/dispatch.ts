import { Failure } from '../../finding/failure.ts';
import type { Message } from '../../message/message.ts';
import type { Outcome, Verdict } from '../../smtp/outcome.ts';
import type { Transport } from '../../smtp/transport.ts';
import type { Cleared } from '../../store/delivery.ts';
import type { Clock } from '../clock.ts';
import type { MakeCopy } from '../copy.ts';
import type { Account } from './account.ts';
import type { Consequences } from './consequences.ts';
import type { Errands } from './errands.ts';
import type { Lane } from './lane.ts';
import { type Patience, settlementOf } from './retry.ts';
import type { Supply } from './supply.ts';

export interface DispatchParts {
  readonly supply: Supply;
  readonly account: Account;
  readonly consequences: Consequences;
  readonly errands: Errands;
  readonly makeCopy: MakeCopy;
  readonly patience: Patience;
  readonly clock: Clock;
}

/** Takes one cleared delivery to a server: its copy is made, handed over, and accounted for. */
export class Dispatch {
  readonly #parts: DispatchParts;

  constructor(parts: DispatchParts) {
    this.#parts = parts;
  }

  async send(claim: Cleared, lane: Lane, transport: Transport): Promise<void> {
    const one = { claim, mayStillGo: this.#parts.supply.watchOver() };
    const outcome = await this.#handOver(one, lane, transport);
    if (outcome.kind === 'elsewhere') await this.#sendElsewhere(one, lane, outcome.reply);
    else await this.#conclude(claim, lane, outcome);
  }

  /** One server cannot carry it: the others are asked in turn. Where none can the reader is refused. */
  async #sendElsewhere(one: Given, from: Lane, reply: string): Promise<void> {
    const { errands } = this.#parts;
    const asked = new Set([from]);
    let areAllUnable = true;
    for (let lane = errands.another(asked); lane; lane = errands.another(asked)) {
      const to = lane;
      asked.add(to);
      const outcome = await errands.run(to, (transport) => this.#handOver(one, to, transport));
      if (outcome && outcome.kind !== 'elsewhere') return this.#conclude(one.claim, to, outcome);
      areAllUnable &&= outcome !== undefined;
    }
    if (areAllUnable && errands.areAll(asked)) {
      await this.#conclude(one.claim, from, { kind: 'rejected', reply, suppress: false });
    } else this.#settle(one.claim, { kind: 'deferred', reply: `${reply}; no other server could be asked` });
  }

  #settle(claim: Cleared, verdict: Verdict): void {
    const { account, patience, clock } = this.#parts;
    account.settle(claim, settlementOf(verdict, claim, patience, clock.now()));
  }

  async #conclude(claim: Cleared, lane: Lane, verdict: Verdict): Promise<void> {
    if (isInnocent(verdict)) return this.#parts.supply.giveBack(claim);
    this.#settle(claim, verdict);
    await this.#parts.consequences.ofOutcome(lane, claim, verdict);
  }

  async #handOver({ claim, mayStillGo }: Given, lane: Lane, transport: Transport): Promise<Outcome> {
    const made = await this.#makeOrRelease(claim, lane.server.name);
    if (!('raw' in made)) return made;
    const outcome = await transport.deliver(made, mayStillGo);
    if (outcome.kind === 'accepted') made.recycle?.();
    return outcome;
  }

  /** Whatever is wrong with the program, nothing of this copy has left it. */
  async #makeOrRelease(claim: Cleared, server: string): Promise<Message | Outcome> {
    try {
      return await this.#parts.makeCopy(claim, server);
    } catch (error) {
      if (error instanceof Failure) return refused(error);
      this.#parts.account.release(claim, 'Its copy could not be made');
      throw error;
    }
  }
}

/** One that was cleared, and whether it need not be asked after again. */
interface Given {
  readonly claim: Cleared;
  readonly mayStillGo: () => boolean;
}

/** A copy that cannot be made is no reason to stop: that reader is refused, in our own words. */
function refused({ message }: Failure): Verdict {
  return { kind: 'rejected', reply: `not handed over: ${message}`, suppress: false };
}

/** Not taken, for no reason that has to do with it: the line had gone before it came to it. */
function isInnocent(outcome: Verdict): boolean {
  return (
    outcome.kind === 'putBack' && outcome.slow.forAtLeast === 0 && outcome.slow.connections === undefined
  );
}
