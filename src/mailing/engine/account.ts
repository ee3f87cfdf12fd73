import type { Claim, Settlement } from '../../store/delivery.ts';
import type { GroupWriter } from './group-writer.ts';
import type { Supply } from './supply.ts';

/** Accounts for every delivery that the supply gave out: writes what became of it, and lets the supply know. */
export class Account {
  readonly #writer: GroupWriter;
  readonly #supply: Supply;

  constructor(writer: GroupWriter, supply: Supply) {
    this.#writer = writer;
    this.#supply = supply;
  }

  settle(claim: Claim, settlement: Settlement): void {
    this.#writer.settle(claim, settlement);
    if (settlement.state === 'released') this.#supply.leave(claim);
    else this.#supply.keep(claim);
  }

  release(claim: Claim, why: string): void {
    this.settle(claim, { state: 'released', reply: why });
  }

  /** Nobody is on the way who has not been handed over yet. */
  releaseReady(why: string): void {
    for (const claim of this.#supply.release()) this.release(claim, why);
  }

  /** Everything is written and on the disk. */
  close(): Promise<void> {
    return this.#writer.close();
  }
}
