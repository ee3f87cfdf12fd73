/** So many refusals in the same words, in a row, are about us and not about these readers. */
const sameWords = 10;
/** A fifth of so many readers refused: something is wrong with the list or with us. */
const window = 200;
const share = 0.2;

export interface Trip {
  readonly why: string;
  /** The readers whose refusals tripped it. */
  readonly subscriberIds: readonly number[];
}

interface Ending {
  readonly subscriberId: number;
  readonly refused: boolean;
}

/** Catches what no list of codes can: a server that has begun to refuse everybody. */
export class Breaker {
  #words = '';
  #streak: number[] = [];
  #last: Ending[] = [];

  /** Notes that a server took or refused a copy; a trip pauses the mailing. */
  note(subscriberId: number, refusal: string | undefined): Trip | undefined {
    this.#last.push({ subscriberId, refused: refusal !== undefined });
    if (this.#last.length > window) this.#last.shift();
    if (refusal === undefined) {
      this.#streak = [];
      return undefined;
    }
    const words = impersonal(refusal);
    this.#streak = words === this.#words ? [...this.#streak, subscriberId] : [subscriberId];
    this.#words = words;
    return this.#trip(refusal);
  }

  #trip(refusal: string): Trip | undefined {
    if (this.#streak.length >= sameWords) {
      return {
        why: `${sameWords} refusals in a row in the same words: ${refusal}`,
        subscriberIds: this.#streak,
      };
    }
    const refused = this.#last.filter((ending) => ending.refused).map((ending) => ending.subscriberId);
    if (this.#last.length === window && refused.length >= window * share) {
      return {
        why: `${refused.length} of the last ${window} were refused, the last one so: ${refusal}`,
        subscriberIds: refused,
      };
    }
    return undefined;
  }
}

/** A reply without what differs by reader: addresses, and the ids servers put behind their words. */
function impersonal(reply: string): string {
  return reply
    .toLowerCase()
    .replace(/<[^>]*>|\S+@\S+/g, '')
    .replace(/\S*\d[\w-]{7,}\S*/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
