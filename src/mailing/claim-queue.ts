import type { Claim } from '../store/delivery.ts';

/** Claimed deliveries on their way to the workers, fetched in groups; one worker at a time fetches. */
export class ClaimQueue {
  readonly #fetch: () => Promise<readonly Claim[]>;
  readonly #claims: Claim[] = [];
  #fetching: Promise<void> | undefined;
  #dry = false;
  #asks = 0;

  /** `fetch` gives nothing when there is nothing to do now. */
  constructor(fetch: () => Promise<readonly Claim[]>) {
    this.#fetch = fetch;
  }

  /** Nothing is left, as far as the last fetch could see. */
  get isDry(): boolean {
    return this.#dry && this.#claims.length === 0;
  }

  /** The next one; nothing when it is dry. */
  async next(): Promise<Claim | undefined> {
    while (this.#claims.length === 0 && !this.#dry) {
      this.#fetching ??= this.#fill().finally(() => {
        this.#fetching = undefined;
      });
      await this.#fetching;
    }
    return this.#claims.shift();
  }

  /** Back to the front: it was not handed over. */
  giveBack(claim: Claim): void {
    this.#claims.unshift(claim);
  }

  /** There may be more again: a delivery was released, or a deferred one is due. */
  askAgain(): void {
    this.#asks += 1;
    this.#dry = false;
  }

  /** A fetch that began before a release may not have seen it. */
  async #fill(): Promise<void> {
    const asks = this.#asks;
    const claims = await this.#fetch();
    this.#claims.push(...claims);
    this.#dry = claims.length === 0 && asks === this.#asks;
  }
}
