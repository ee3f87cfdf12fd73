import { Failure } from '../../finding/failure.ts';
import type { Message } from '../../message/message.ts';
import type { Outcome } from '../../smtp/outcome.ts';
import type { Transport } from '../../smtp/transport.ts';
import type { Cleared } from '../../store/delivery.ts';
import type { Clock } from '../clock.ts';
import type { MakeCopy } from '../copy.ts';
import type { Account } from './account.ts';
import type { Consequences } from './consequences.ts';
import type { Lane } from './lane.ts';
import { type Patience, settlementOf } from './retry.ts';
import type { Supply } from './supply.ts';

export interface DispatchParts {
  readonly supply: Supply;
  readonly account: Account;
  readonly consequences: Consequences;
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
    const { supply, account, consequences, patience, clock } = this.#parts;
    const outcome = await this.#handOver(claim, lane, transport);
    if (isInnocent(outcome)) return supply.giveBack(claim);
    account.settle(claim, settlementOf(outcome, claim, patience, clock.now()));
    await consequences.ofOutcome(lane, claim, outcome);
  }

  async #handOver(claim: Cleared, lane: Lane, transport: Transport): Promise<Outcome> {
    const made = await this.#makeOrRelease(claim, lane.server.name);
    if (!('raw' in made)) return made;
    const outcome = await transport.deliver(made, this.#parts.supply.watchOver());
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

/** A copy that cannot be made is no reason to stop: that reader is refused, in our own words. */
function refused({ message }: Failure): Outcome {
  return { kind: 'rejected', reply: `not handed over: ${message}`, suppress: false };
}

/** Not taken, for no reason that has to do with it: the line had gone before it came to it. */
function isInnocent(outcome: Outcome): boolean {
  return (
    outcome.kind === 'putBack' && outcome.slow.forAtLeast === 0 && outcome.slow.connections === undefined
  );
}
