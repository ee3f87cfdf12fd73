import type { Claim } from '../../store/delivery.ts';
import type { Clock } from '../clock.ts';
import type { GroupWriter } from './group-writer.ts';

/** Claims taken at a time: more when they are used fast; all of them are unknown after a power cut. */
const few = 50;
const many = 500;
/** Claims that are used within so many milliseconds are used fast. */
const fast = 500;

export interface ClaimStockParts {
  readonly writer: GroupWriter;
  readonly clock: Clock;
  /** Nothing is left to claim: the mailing may not be running any more. */
  readonly nothingLeft: () => Promise<void>;
}

/** What this sender has claimed of a mailing and not cleared yet. */
export class ClaimStock {
  readonly #parts: ClaimStockParts;
  /** In the order in which they are to go. */
  readonly claims: Claim[] = [];
  #takenAt = Number.NEGATIVE_INFINITY;
  #isDry = false;
  #asks = 0;
  #taking: Promise<void> | undefined;

  constructor(parts: ClaimStockParts) {
    this.#parts = parts;
  }

  /** The last look into the ledger found nothing more to claim. */
  get isDry(): boolean {
    return this.#isDry;
  }

  get isFull(): boolean {
    return this.claims.length >= many;
  }

  /** There may be more again. */
  askAgain(): void {
    this.#asks += 1;
    this.#isDry = false;
  }

  /** Claims some more, if there are any. */
  take(): Promise<void> {
    this.#taking ??= this.#takeMore().finally(() => {
      this.#taking = undefined;
    });
    return this.#taking;
  }

  async #takeMore(): Promise<void> {
    const { writer, clock, nothingLeft } = this.#parts;
    if (this.#isDry) return;
    const asks = this.#asks;
    const now = clock.elapsed();
    const size = now - this.#takenAt < fast ? many : few;
    const taken = await writer.claim(Math.max(few, size - this.claims.length));
    this.#takenAt = now;
    this.claims.push(...taken);
    // A look that began before a release may not have seen it.
    this.#isDry = taken.length === 0 && asks === this.#asks;
    if (taken.length === 0) await nothingLeft();
  }
}
