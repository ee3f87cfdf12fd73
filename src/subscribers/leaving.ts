import type { Store } from '../store/store.ts';
import { type Left, leaveList, leaveWithin, type Membership, type Step } from './membership.ts';

/** So many leave in one transaction at most. */
const together = 64;

interface Leave {
  readonly membership: Membership;
  readonly step: Step;
  readonly done: (left: Left | Promise<Left>) => void;
}

/**
 * The way out: whoever comes while others are being written leaves with the next group, in one transaction, so that the
 * disk is waited for once for all of them. Nobody is told before it is written.
 */
export class Leaving {
  readonly #store: Store;
  readonly #waiting: Leave[] = [];
  #isWriting = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** As `leaveList`. */
  leave(membership: Membership, step: Step): Promise<Left> {
    return new Promise((done) => {
      this.#waiting.push({ membership, step, done });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) await this.#writeGroup(this.#waiting.splice(0, together));
    this.#isWriting = false;
  }

  /** What cannot be written together is tried each by itself: what is wrong with one is nobody else’s fault. */
  async #writeGroup(group: readonly Leave[]): Promise<void> {
    try {
      const all = await this.#store.transaction(async (db) => {
        const lefts: Left[] = [];
        for (const { membership, step } of group) lefts.push(await leaveWithin(db, membership, step));
        return lefts;
      });
      group.forEach(({ done }, i) => {
        done(all[i] as Left);
      });
    } catch {
      for (const { membership, step, done } of group) {
        const left = leaveList(this.#store, membership, step);
        done(left);
        await left.catch(() => undefined);
      }
    }
  }
}
