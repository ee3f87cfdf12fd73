export interface Endurance {
  /** So many times in a row it is nothing yet. */
  readonly free: number;
  /** After so many rests in a row it is enough. */
  readonly rests: number;
  /** The first rest, in milliseconds; each further one is twice as long. */
  readonly first: number;
}

/** The same thing going wrong again and again, with nothing better in between. */
export class Streak {
  readonly #endurance: Endurance;
  #length = 0;

  constructor(endurance: Endurance) {
    this.#endurance = endurance;
  }

  /** It went wrong once more: how long to rest now, in milliseconds. */
  lengthen(): number | 'enough' {
    const { free, rests, first } = this.#endurance;
    this.#length += 1;
    const rest = this.#length - free;
    if (rest > rests) return 'enough';
    return rest > 0 ? first * 2 ** (rest - 1) : 0;
  }

  end(): void {
    this.#length = 0;
  }
}
