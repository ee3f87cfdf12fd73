import type { Claimed, Part } from '../../store/claims.ts';
import type { Clock } from '../clock.ts';
import type { GroupWriter } from './group-writer.ts';

/** Claims taken at a time: more when they are used fast; all of them are unknown after a power cut. */
const few = 50;
export const many = 500;
/** Claims that are used within so many milliseconds are used fast. */
const fast = 500;

/** Readers who are claimed in their order: those of one provider, or all others. */
export class ClaimQueue {
  readonly #clock: Clock;
  readonly #of: Part['of'];
  /** Nobody is left up to this place in the order, as far as it was looked. */
  #after = 0;
  #takenAt = Number.NEGATIVE_INFINITY;
  #releases = 0;
  /** Where a look from the front found nobody: how many releases it knew of. */
  #dryAt: number | undefined;

  constructor(clock: Clock, of: Part['of']) {
    this.#clock = clock;
    this.#of = of;
  }

  get after(): number {
    return this.#after;
  }

  /** The last look from the front found nobody, and nobody was released since. */
  get isDry(): boolean {
    return this.#dryAt === this.#releases;
  }

  /** Somebody was released. */
  askAgain(): void {
    this.#releases += 1;
  }

  /** Others belong to it now, who are left behind this place. */
  goOnAt(after: number): void {
    this.#after = after;
    this.#dryAt = undefined;
  }

  /** Claims some more for the `waiting` ones; who finds nobody at the end begins at the front again. */
  async take(writer: GroupWriter, domains: readonly string[], waiting: number): Promise<readonly Claimed[]> {
    const [now, after, releases] = [this.#clock.elapsed(), this.#after, this.#releases];
    const size = now - this.#takenAt < fast ? many : few;
    this.#takenAt = now;
    const claims = await writer.claim(Math.max(few, size - waiting), { of: this.#of, domains, after });
    if (claims.length > 0) this.#after = Math.max(after, lastInOrder(claims));
    else if (after > 0) this.#after = 0;
    // A look that began before a release may not have seen it.
    else this.#dryAt = releases;
    return claims;
  }
}

/** A deferred one that is due comes before its turn, wherever it stands. */
function lastInOrder(claims: readonly Claimed[]): number {
  let last = 0;
  for (const { position, deferredSince } of claims)
    if (deferredSince === null) last = Math.max(last, position);
  return last;
}
