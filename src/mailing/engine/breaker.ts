import { impersonal } from '../../smtp/impersonal.ts';

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
  /** The latest refusal, in the server’s words. */
  #refusal = '';
  #streak: number[] = [];
  readonly #last: Ending[] = [];
  #refused = 0;

  /** Notes that a server took or refused a copy; a trip pauses the mailing. */
  note(subscriberId: number, refusal: string | undefined): Trip | undefined {
    this.#remember({ subscriberId, refused: refusal !== undefined });
    if (refusal === undefined) this.#streak = [];
    else this.#lengthen(subscriberId, refusal);
    return this.#tripByStreak() ?? this.#tripByShare();
  }

  #remember(ending: Ending): void {
    this.#last.push(ending);
    if (ending.refused) this.#refused += 1;
    if (this.#last.length > window && this.#last.shift()?.refused) this.#refused -= 1;
  }

  #lengthen(subscriberId: number, refusal: string): void {
    const same = impersonal(refusal).toLowerCase() === impersonal(this.#refusal).toLowerCase();
    this.#streak = same ? [...this.#streak, subscriberId] : [subscriberId];
    this.#refusal = refusal;
  }

  #tripByStreak(): Trip | undefined {
    if (this.#streak.length < sameWords) return undefined;
    const why = `${sameWords} refusals in a row in the same words: ${this.#refusal}`;
    return { why, subscriberIds: this.#streak };
  }

  #tripByShare(): Trip | undefined {
    if (this.#last.length < window || this.#refused < window * share) return undefined;
    const why = `${this.#refused} of the last ${window} were refused, the last one so: ${this.#refusal}`;
    const refused = this.#last.filter((ending) => ending.refused).map((ending) => ending.subscriberId);
    return { why, subscriberIds: refused };
  }
}
