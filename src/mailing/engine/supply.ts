import type { Claim, Clearance, Cleared } from '../../store/delivery.ts';
import type { Clock } from '../clock.ts';
import type { Throttle } from '../pace/throttle.ts';
import { Admissions } from './admissions.ts';
import { ClaimStock } from './claim-stock.ts';
import { Demand, most } from './demand.ts';
import type { GroupWriter } from './group-writer.ts';

/** A version that no store ever has. */
const unheardOf = -1;

export interface SupplyParts {
  readonly writer: GroupWriter;
  readonly throttle: Throttle;
  readonly clock: Clock;
  /** As `Store.version` tells it. */
  readonly version: () => number;
  /** Ends every wait. */
  readonly ending: AbortSignal;
  readonly skipped: (claim: Claim, reason: string) => void;
  /** The limits hold everything back for so many milliseconds, for a reason that a person wants to know. */
  readonly held: (wait: number, why: string) => void;
  /** The mailing is not ours to send any more. */
  readonly lost: () => void;
  /** Whether the mailing still runs; asked when there is nothing to claim. */
  readonly isRunning: () => Promise<boolean>;
}

/**
 * The deliveries on their way to the wire: claimed in groups, admitted by the limits, cleared just before they
 * go, and given to whoever asks next. Where nothing holds the mail back, some are cleared ahead.
 */
export class Supply {
  readonly #parts: SupplyParts;
  readonly #demand: Demand;
  readonly admissions: Admissions;
  readonly #stock: ClaimStock;
  #cleared: Cleared[] = [];
  #version = 0;
  readonly #waiting: ((claim: Cleared | undefined) => void)[] = [];
  /** Ends a wait for the limits. */
  #wake: () => void = () => undefined;
  #refilling: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(parts: SupplyParts) {
    this.#parts = parts;
    this.#demand = new Demand(parts.clock);
    this.admissions = new Admissions(parts.throttle);
    const { writer, clock, isRunning, lost } = parts;
    const nothingLeft = async () => {
      if (!(await isRunning())) lost();
    };
    this.#stock = new ClaimStock({ writer, clock, nothingLeft });
    parts.ending.addEventListener('abort', () => this.#answerAll(undefined), { once: true });
  }

  /** Nothing is left, as far as the last look into the ledger could see; or nothing more can be had from it. */
  get isDry(): boolean {
    if (this.#failure) return true;
    return this.#stock.isDry && !this.#hasAny;
  }

  /** The next one, cleared: it is to be handed over or given back. Nothing when it is dry, or ending. */
  next(): Cleared | undefined | Promise<Cleared | undefined> {
    if (this.#parts.ending.aborted || this.#failure) return undefined;
    if (this.#cleared.length > 0 && this.#isFresh()) {
      const claim = this.#cleared.shift();
      this.#demand.take();
      if (this.#cleared.length === 0 && this.#parts.throttle.isFree) this.#refill();
      return claim;
    }
    if (this.isDry) return undefined;
    return new Promise((answer) => {
      this.#waiting.push(answer);
      this.#refill();
    });
  }

  /** Whether there is anything to do; false when it is dry, or ending. */
  async any(): Promise<boolean> {
    if (this.#hasAny) return true;
    await this.#stock.take();
    return this.#hasAny && !this.#parts.ending.aborted;
  }

  get #hasAny(): boolean {
    return this.#stock.claims.length + this.#cleared.length > 0;
  }

  /** For something that was just given and waits for the wire: whether it need not be asked after again. */
  watchOver(): () => boolean {
    const then = this.#version;
    return () => this.#isFresh(then);
  }

  /** It was not handed over, and nothing was said of it: the next who asks gets it, once it is asked after again. */
  giveBack(claim: Cleared): void {
    this.#cleared.unshift(claim);
    this.#version = unheardOf;
    this.#wake();
    if (this.#waiting.length > 0) this.#refill();
  }

  /** There may be more again: a delivery was released, or a deferred one is due. */
  askAgain(): void {
    this.#stock.askAgain();
    this.#wake();
    if (this.#waiting.length > 0) this.#refill();
  }

  /** No look into the ledger is under way any more: what it cleared lies there. */
  async rest(): Promise<void> {
    await this.#refilling;
  }

  /** What was cleared and will not go out now is no longer on its way. */
  release(): readonly Cleared[] {
    const released = this.#cleared;
    this.#cleared = [];
    return released;
  }

  /** @throws whatever kept it from being filled. */
  throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Where somebody else has written since, a reader may have left. */
  #isFresh(then = this.#version): boolean {
    return this.#parts.version() === then;
  }

  #refill(): void {
    this.#refilling ??= this.#fill()
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#answerAll(undefined);
      })
      .finally(() => {
        this.#refilling = undefined;
        // Somebody asked while the last look came to its end.
        if (this.#waiting.length > 0 && !this.#failure && !this.#parts.ending.aborted) this.#refill();
      });
  }

  async #fill(): Promise<void> {
    await this.#fillUp();
    if (this.isDry) this.#answerAll(undefined);
  }

  async #fillUp(): Promise<void> {
    while (!this.#parts.ending.aborted && this.#wanted() > 0 && !this.isDry) {
      if (this.#cleared.length > 0 && !this.#isFresh()) await this.#review();
      this.#serve();
      if (this.#stock.claims.length === 0) await this.#stock.take();
      if (this.#stock.claims.length === 0 && this.#stock.isDry) return;
      // Whoever waited may have been served meanwhile.
      const wanted = this.#wanted();
      if (wanted > 0) await this.#advance(wanted);
    }
  }

  /** Takes one step nearer to what is wanted: some are cleared, more are looked for, or their time is waited for. */
  async #advance(wanted: number): Promise<void> {
    const { claims, wait, why } = this.admissions.admit(this.#stock.claims, wanted);
    if (claims.length > 0) await this.#clear(claims);
    // Others may be let through although the first ones are not.
    else if (!this.#stock.isFull && !this.#stock.isDry) await this.#stock.take();
    else if (this.#stock.claims.length > 0) {
      if (why !== undefined) this.#parts.held(wait, why);
      await this.#nap(wait);
    }
  }

  /** Until then, or until there is something else to give. */
  async #nap(wait: number): Promise<void> {
    const { ending, clock } = this.#parts;
    const waking = new AbortController();
    const wake = () => waking.abort();
    ending.addEventListener('abort', wake, { once: true });
    this.#wake = wake;
    await clock.sleep(wait, waking.signal);
    ending.removeEventListener('abort', wake);
    this.#wake = () => undefined;
  }

  /**
   * Those who wait, and, where nothing holds the mail back, some for those who will ask. Nothing as long as some
   * lie ready: a look into the ledger costs nearly the same for one as for fifty.
   */
  #wanted(): number {
    if (this.#waiting.length === 0 && this.#cleared.length > 0) return 0;
    const more = this.#parts.throttle.isFree ? this.#demand.ahead - this.#cleared.length : 0;
    return Math.min(most, this.#waiting.length + Math.max(0, more));
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#cleared.length > 0)
      this.#waiting.shift()?.(this.#cleared.shift());
  }

  #answerAll(claim: undefined): void {
    for (const answer of this.#waiting.splice(0)) answer(claim);
  }

  async #clear(claims: readonly Claim[]): Promise<void> {
    const { writer, version } = this.#parts;
    const before = version();
    const clearances = await writer.clear(claims);
    // What was cleared earlier and still lies there is no fresher for that.
    if (this.#cleared.length === 0) this.#version = before;
    this.#take(claims, clearances);
  }

  async #review(): Promise<void> {
    const { writer, version } = this.#parts;
    const claims = this.release();
    const before = version();
    const clearances = await writer.review(claims);
    this.#version = before;
    this.#take(claims, clearances);
  }

  #take(claims: readonly Claim[], clearances: ReadonlyMap<number, Clearance>): void {
    for (const claim of claims) {
      const clearance = clearances.get(claim.subscriberId) ?? { kind: 'lost' };
      if (clearance.kind === 'go') this.#cleared.push({ ...claim, datedAt: clearance.at });
      else this.admissions.leave(claim);
      if (clearance.kind === 'skipped') this.#parts.skipped(claim, clearance.reason);
      if (clearance.kind === 'halted' || clearance.kind === 'lost') this.#parts.lost();
    }
    this.#serve();
  }
}
