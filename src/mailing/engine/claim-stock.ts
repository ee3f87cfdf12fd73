import { domainOf, type EmailAddress } from '../../address/email-address.ts';
import type { Claimed } from '../../store/claims.ts';
import type { Claim } from '../../store/delivery.ts';
import type { Clock } from '../clock.ts';
import type { Throttle } from '../pace/throttle.ts';
import { ClaimQueue, many } from './claim-queue.ts';
import type { GroupWriter } from './group-writer.ts';

/** So many of a provider that has to wait lie there at least, for when its time comes. */
const atLeast = 10;

export interface ClaimStockParts {
  readonly writer: GroupWriter;
  readonly throttle: Throttle;
  readonly clock: Clock;
  /** Nothing is left to claim: the mailing may not be running any more. */
  readonly nothingLeft: () => Promise<void>;
}

/** A provider that has to wait, and its domains as far as they were met. */
interface Apart {
  readonly queue: ClaimQueue;
  readonly domains: Set<string>;
}

/**
 * What this sender has claimed of a mailing and not cleared yet. The readers of a provider that has to wait get a
 * queue of their own, of which only a few are claimed: those behind them need not wait too.
 */
export class ClaimStock {
  readonly #parts: ClaimStockParts;
  /** In the order in which they are to go. */
  readonly claims: Claimed[] = [];
  #everybody: ClaimQueue;
  readonly #apart = new Map<string, Apart>();
  #taking: Promise<void> | undefined;

  constructor(parts: ClaimStockParts) {
    this.#parts = parts;
    this.#everybody = new ClaimQueue(parts.clock, 'others');
  }

  /** Whoever was deferred may be due, and others may have released some: all is looked through from the front. */
  begin(): void {
    this.#apart.clear();
    this.#everybody = new ClaimQueue(this.#parts.clock, 'others');
  }

  /** The last looks into the ledger found nothing more to claim. */
  get isDry(): boolean {
    if (!this.#everybody.isDry) return false;
    for (const { queue } of this.#apart.values()) if (!queue.isDry) return false;
    return true;
  }

  /** Whether there may be some to claim and too few of them lie here, where none of those can go now. */
  get wantsMore(): boolean {
    return this.#next() !== undefined;
  }

  /** It was released. */
  askAgain(claim: Claim): void {
    const domain = domainOf(claim.email as EmailAddress);
    const apart = this.#apart.get(this.#parts.throttle.limited(domain));
    (apart?.domains.has(domain) ? apart.queue : this.#everybody).askAgain();
  }

  /** Claims some more, if there are any. */
  take(): Promise<void> {
    this.#taking ??= this.#takeMore().finally(() => {
      this.#taking = undefined;
    });
    return this.#taking;
  }

  async #takeMore(): Promise<void> {
    this.#setApart();
    // Where nobody has to wait for a provider, who was released comes first.
    if (this.#apart.size === 0 && !this.#everybody.isDry) this.#everybody.goOnAt(0);
    const next = this.#next();
    if (!next) return;
    const claims = await next.queue.take(this.#parts.writer, next.domains, next.waiting);
    this.claims.push(...claims);
    if (claims.length === 0) await this.#parts.nothingLeft();
  }

  /**
   * Gives the providers of those who wait here a queue of all their domains that were met. It begins where all others
   * are: most of those before that are claimed.
   */
  #setApart(): void {
    const { throttle, clock } = this.#parts;
    if (!throttle.hasProviders) return;
    const { after } = this.#everybody;
    for (const claim of this.claims) {
      const domain = domainOf(claim.email as EmailAddress);
      const provider = throttle.limited(domain);
      if (provider === '') continue;
      const apart = this.#apart.get(provider) ?? {
        queue: new ClaimQueue(clock, 'these'),
        domains: new Set(),
      };
      if (apart.domains.has(domain)) continue;
      apart.queue.goOnAt(after);
      apart.domains.add(domain);
      this.#apart.set(provider, apart);
    }
  }

  /** The queue to look into, if there is one of which too few lie here. */
  #next(): Next | undefined {
    const waiting = this.#countApart();
    let others = this.claims.length;
    for (const [provider, { queue, domains }] of this.#apart) {
      const here = waiting.get(provider) ?? 0;
      if (!queue.isDry && here < atLeast) return { queue, domains: [...domains], waiting: here };
      others -= here;
    }
    if (this.#everybody.isDry || others >= many) return undefined;
    const domains = [...this.#apart.values()].flatMap((apart) => [...apart.domains]);
    return { queue: this.#everybody, domains, waiting: others };
  }

  #countApart(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    if (this.#apart.size === 0) return counts;
    for (const claim of this.claims) {
      const provider = this.#parts.throttle.limited(domainOf(claim.email as EmailAddress));
      counts.set(provider, (counts.get(provider) ?? 0) + 1);
    }
    return counts;
  }
}

interface Next {
  readonly queue: ClaimQueue;
  readonly domains: readonly string[];
  /** So many of it lie here. */
  readonly waiting: number;
}
