import { domainOf, type EmailAddress } from '../../address/email-address.ts';
import type { Claim } from '../../store/delivery.ts';
import type { Throttle } from '../pace/throttle.ts';

/** The longest sleep for a limit, in milliseconds: a sender that leaves makes room for the others. */
const longestWait = 60_000;

/** Whom the limits let through; otherwise how long it is until one may go, and why if a person wants to know. */
export interface Admitted {
  readonly claims: readonly Claim[];
  /** Milliseconds. */
  readonly wait: number;
  readonly why: string | undefined;
}

/** What the claims that are on their way have taken of the limits. */
export class Admissions {
  readonly #throttle: Throttle;
  /** By subscriber. */
  readonly #places = new Map<number, number>();

  constructor(throttle: Throttle) {
    this.#throttle = throttle;
  }

  /** Nobody is on the way. */
  get areNone(): boolean {
    return this.#places.size === 0;
  }

  /** Takes those out of `claimed` that may go, up to so many; the others keep their order. */
  admit(claimed: Claim[], wanted: number): Admitted {
    const claims: Claim[] = [];
    let [wait, why]: [number, string | undefined] = [longestWait, undefined];
    for (let i = 0; i < claimed.length && claims.length < wanted; ) {
      const claim = claimed[i] as Claim;
      const admission = this.#throttle.admit(domain(claim));
      if (admission.ok) {
        this.#places.set(claim.subscriberId, admission.at);
        claims.push(...claimed.splice(i, 1));
      } else {
        i += 1;
        if (admission.wait < wait) [wait, why] = [admission.wait, admission.why];
      }
    }
    return { claims, wait, why };
  }

  /** It went out, or its server had its say: the limits have counted it. */
  keep({ subscriberId }: Claim): void {
    this.#places.delete(subscriberId);
  }

  /** It did not go out: what it took of the limits is there again. */
  leave(claim: Claim): void {
    const at = this.#places.get(claim.subscriberId);
    if (at !== undefined) this.#throttle.giveBack(domain(claim), at);
    this.#places.delete(claim.subscriberId);
  }
}

function domain(claim: Claim): string {
  return domainOf(claim.email as EmailAddress);
}
