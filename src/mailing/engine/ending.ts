import type { Rest } from './events.ts';

/** The end of a run: the first reason for it counts, and cuts every wait short. */
export class Ending {
  readonly #waits = new AbortController();
  readonly #recall: () => void;
  #rest: Rest | undefined;

  /** @param recall takes back what no server has been told of yet. */
  constructor(recall: () => void) {
    this.#recall = recall;
  }

  get rest(): Rest | undefined {
    return this.#rest;
  }

  get isNear(): boolean {
    return this.#rest !== undefined;
  }

  /** Aborts with the first reason, or when the run is over. */
  get signal(): AbortSignal {
    return this.#waits.signal;
  }

  bring(rest: Rest): void {
    this.#rest ??= rest;
    this.#waits.abort();
    this.#recall();
  }

  /** The run is over, for this reason or for none. */
  close(): void {
    this.#waits.abort();
  }
}
