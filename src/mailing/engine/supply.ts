import { setMaxListeners } from 'node:events';
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
  /** Ends every round. */
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
 * go, and given to whoever asks next. Where nothing holds the mail back, some are cleared ahead. A round is over
 * once nobody is left to be claimed and nobody is on the way who could come back.
 */
export class Supply {
  readonly #parts: SupplyParts;
  readonly #demand: Demand;
  readonly #admissions: Admissions;
  readonly #stock: ClaimStock;
  #cleared: Cleared[] = [];
  #version = 0;
  readonly #waiting: ((claim: Cleared | undefined) => void)[] = [];
  /** Those who sleep until there may be something else to give. */
  readonly #sleepers = new Set<() => void>();
  #round = new AbortController();
  #refilling: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(parts: SupplyParts) {
    this.#parts = parts;
    this.#demand = new Demand(parts.clock);
    this.#admissions = new Admissions(parts.throttle);
    const { writer, throttle, clock, isRunning, lost } = parts;
    const nothingLeft = async () => {
      if (!(await isRunning())) lost();
    };
    this.#stock = new ClaimStock({ writer, throttle, clock, nothingLeft });
    parts.ending.addEventListener('abort', () => this.#end(), { once: true });
  }

  /**
   * Begins a round: all that can be claimed is looked for anew. The signal aborts when the round is over, or when
   * nothing more can be had.
   */
  begin(): AbortSignal {
    this.#round = new AbortController();
    // Every connection listens to it; Node warns of more than ten.
    setMaxListeners(0, this.#round.signal);
    this.#stock.begin();
    if (this.#parts.ending.aborted) this.#end();
    return this.#round.signal;
  }

  /** The next one, cleared: it is to be handed over or given back. Nothing when the round is over. */
  next(): Cleared | undefined | Promise<Cleared | undefined> {
    if (this.#isOver) return undefined;
    if (this.#cleared.length > 0 && this.#isFresh()) {
      const claim = this.#cleared.shift();
      this.#demand.take();
      if (this.#cleared.length === 0 && this.#parts.throttle.isFree) this.#refill();
      return claim;
    }
    return new Promise((answer) => {
      this.#waiting.push(answer);
      this.#refill();
    });
  }

  /** Whether there is something to do. If not, it waits until there may be, or the round is over, and has to be asked again. */
  async any(): Promise<boolean> {
    if (!this.#hasAny) await this.#stock.take();
    this.#endIfOver();
    if (!this.#mayHaveAny && !this.#isOver) {
      await new Promise<void>((wake) => this.#sleepers.add(wake));
      return false;
    }
    return this.#hasAny && !this.#isOver;
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
    this.#stir();
  }

  /** It went out, or its server had its say. */
  keep(claim: Claim): void {
    this.#admissions.keep(claim);
    this.#endIfOver();
  }

  /** It did not go out, and can be claimed again once that is written: the next look into the ledger writes it first. */
  leave(claim: Claim): void {
    this.#admissions.leave(claim);
    this.#stock.askAgain(claim);
    this.#stir();
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

  get #isOver(): boolean {
    return this.#round.signal.aborted;
  }

  get #hasAny(): boolean {
    return this.#stock.claims.length + this.#cleared.length > 0;
  }

  get #mayHaveAny(): boolean {
    return this.#hasAny || !this.#stock.isDry;
  }

  /** Nothing is left where nobody is on the way either: whoever is may come back, to be sent another way. */
  #endIfOver(): void {
    if (!this.#mayHaveAny && this.#admissions.areNone) this.#end();
  }

  #end(): void {
    this.#round.abort();
    this.#stir();
    for (const answer of this.#waiting.splice(0)) answer(undefined);
  }

  /** There may be something else to give. */
  #stir(): void {
    for (const wake of this.#sleepers) wake();
    this.#sleepers.clear();
    if (this.#waiting.length > 0) this.#refill();
  }

  /** Where somebody else has written since, a reader may have left. */
  #isFresh(then = this.#version): boolean {
    return this.#parts.version() === then;
  }

  #refill(): void {
    if (this.#isOver || !this.#mayHaveAny) return;
    this.#refilling ??= this.#fill()
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#end();
      })
      .finally(() => {
        this.#refilling = undefined;
        // Somebody asked while the last look came to its end.
        if (this.#waiting.length > 0) this.#refill();
      });
  }

  async #fill(): Promise<void> {
    while (!this.#isOver && this.#mayHaveAny && this.#wanted() > 0) {
      if (this.#cleared.length > 0 && !this.#isFresh()) await this.#review();
      else this.#serve();
      if (this.#stock.claims.length === 0) await this.#stock.take();
      // Whoever waited may have been served meanwhile.
      const wanted = this.#wanted();
      if (wanted > 0) await this.#advance(wanted);
    }
    this.#endIfOver();
  }

  /** Takes one step nearer to what is wanted: some are cleared, more are looked for, or their time is waited for. */
  async #advance(wanted: number): Promise<void> {
    const { claims, wait, why } = this.#admissions.admit(this.#stock.claims, wanted);
    if (claims.length > 0) await this.#clear(claims);
    // Others may be let through although the first ones are not.
    else if (this.#stock.wantsMore) await this.#stock.take();
    else if (this.#stock.claims.length > 0) {
      if (why !== undefined) this.#parts.held(wait, why);
      await this.#nap(wait);
    }
  }

  /** Until then, or until there is something else to give. */
  async #nap(wait: number): Promise<void> {
    const waking = new AbortController();
    const wake = () => waking.abort();
    this.#sleepers.add(wake);
    await this.#parts.clock.sleep(wait, waking.signal);
    this.#sleepers.delete(wake);
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

  async #clear(claims: readonly Claim[]): Promise<void> {
    const { writer, version } = this.#parts;
    const before = version();
    this.#take(claims, await writer.clear(claims), before);
  }

  async #review(): Promise<void> {
    const { writer, version } = this.#parts;
    const claims = this.release();
    const before = version();
    try {
      this.#take(claims, await writer.review(claims), before);
    } catch (error) {
      // Nobody has them: they are there to be released.
      this.#cleared.unshift(...claims);
      throw error;
    }
  }

  /** `version`: the store's when they were asked after. */
  #take(claims: readonly Claim[], clearances: ReadonlyMap<number, Clearance>, version: number): void {
    // What came back meanwhile is no fresher for that: it is asked after again before anybody gets any.
    const areAlone = this.#cleared.length === 0;
    if (areAlone) this.#version = version;
    for (const claim of claims) {
      const clearance = clearances.get(claim.subscriberId) ?? { kind: 'lost' };
      if (clearance.kind === 'go') this.#cleared.push({ ...claim, datedAt: clearance.at });
      else this.#admissions.leave(claim);
      if (clearance.kind === 'skipped') this.#parts.skipped(claim, clearance.reason);
      if (clearance.kind === 'halted' || clearance.kind === 'lost') this.#parts.lost();
    }
    if (areAlone) this.#serve();
  }
}
