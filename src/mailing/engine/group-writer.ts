import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import { Failure } from '../../finding/failure.ts';
import { type Claimed, claimDeliveries, type Part } from '../../store/claims.ts';
import { clearDeliveries, type Holder, reviewDeliveries } from '../../store/clearance.ts';
import type { Claim, ClaimableState, Clearance, Settlement } from '../../store/delivery.ts';
import { settleDeliveries } from '../../store/settlement.ts';
import type { Store } from '../../store/store.ts';
import type { Tables } from '../../store/tables.ts';
import { addTraffic, type TrafficEntry } from '../../store/traffic.ts';
import type { Clock } from '../clock.ts';
import type { Throttle } from '../pace/throttle.ts';

/** A group is closed when it holds so many outcomes, or after so many milliseconds. */
const mostOutcomes = 50;
const openFor = 5;
/** The longest that an outcome is kept only from a killed process and not from a power cut, in milliseconds. */
const forcedEvery = 1_000;
/** How often what a server said is written anew when the store is busy, each after its own long wait. */
const mostWrites = 6;

/** What became of a claim, and that it is written. */
export interface Written {
  readonly claim: Claim;
  readonly settlement: Settlement;
  /** False when the delivery was not ours any more. */
  readonly ours: boolean;
}

type Outcomes = readonly Pick<Written, 'claim' | 'settlement'>[];

/**
 * Writes the steps of the ledger in groups, one transaction a group: what the servers said, and with it the
 * next claims and clearances. Claims wait for the disk: after a power cut, what may have been sent is among
 * what had been claimed. The rest outlives a killed process at once, and a power cut after a second.
 */
export class GroupWriter {
  readonly #store: Store;
  readonly #holder: Holder;
  readonly #only: readonly ClaimableState[] | undefined;
  readonly #clock: Clock;
  readonly #throttle: Throttle;
  readonly #written: (one: Written) => void;
  #group: Outcomes[number][] = [];
  /** What went out and could not be written yet. */
  #traffic: readonly TrafficEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #forcedAt: number;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    store: Store,
    parts: {
      readonly holder: Holder;
      readonly clock: Clock;
      readonly throttle: Throttle;
      /** Claims from these states alone. */
      readonly only: readonly ClaimableState[] | undefined;
    },
    written: (one: Written) => void,
  ) {
    const { holder, clock, throttle, only } = parts;
    this.#store = store;
    this.#holder = holder;
    this.#only = only;
    this.#clock = clock;
    this.#throttle = throttle;
    this.#written = written;
    this.#forcedAt = clock.elapsed();
  }

  /** What a server said of a delivery; written with the others of its group. */
  settle(claim: Claim, settlement: Settlement): void {
    this.#group.push({ claim, settlement });
    if (this.#group.length === mostOutcomes) this.#closeGroup();
    else this.#timer ??= setTimeout(() => this.#closeGroup(), openFor);
  }

  /** Takes up to so many deliveries for this sender, of a part of those that can be claimed. */
  claim(limit: number, part?: Part): Promise<readonly Claimed[]> {
    const { mailing, sender } = this.#holder;
    const only = this.#only;
    return this.#write('power', (db, now) =>
      claimDeliveries(db, { mailing, sender, limit, now, only, part }),
    );
  }

  /** Asks the last time whether these may go on the wire. */
  clear(claims: readonly Claim[]): Promise<ReadonlyMap<number, Clearance>> {
    return this.#write('process', (db, now) => clearDeliveries(db, this.#holder, idsOf(claims), now));
  }

  /** Asks once more of some that were cleared and are not on the wire yet. */
  review(claims: readonly Claim[]): Promise<ReadonlyMap<number, Clearance>> {
    return this.#write('process', (db, now) => reviewDeliveries(db, this.#holder, idsOf(claims), now));
  }

  /** Everything is written and on the disk; what could not be written before is tried once more. */
  async close(): Promise<void> {
    await this.#writing;
    this.#failure = undefined;
    await this.#write('power', async () => undefined);
  }

  /** A failure to write is met by whoever writes next. */
  #closeGroup(): void {
    const write = this.#writing.then(async () => {
      // Whoever had something to write meanwhile has written these too.
      if (this.#group.length > 0) await this.#writeGroup('process', async () => undefined);
    });
    this.#writing = write.catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  #write<T>(
    outlives: 'power' | 'process',
    more: (db: Transaction<Tables>, now: number) => Promise<T>,
  ): Promise<T> {
    const write = this.#writing.then(() => this.#writeGroup(outlives, more));
    this.#writing = write.catch(() => undefined);
    return write;
  }

  async #writeGroup<T>(
    outlives: 'power' | 'process',
    more: (db: Transaction<Tables>, now: number) => Promise<T>,
  ): Promise<T> {
    if (this.#failure) throw this.#failure.error;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const group = this.#group;
    this.#group = [];
    const traffic = [...this.#traffic, this.#throttle.drain()];
    this.#traffic = [];
    try {
      return await this.#insist(outlives, group, async (db, now) => {
        for (const entry of traffic) await addTraffic(db, entry);
        return more(db, now);
      });
    } catch (error) {
      // Nothing of it is written: it is tried once more when everything else is over.
      this.#group = [...group, ...this.#group];
      this.#traffic = traffic;
      throw error;
    }
  }

  async #insist<T>(
    outlives: 'power' | 'process',
    group: Outcomes,
    more: (db: Transaction<Tables>, now: number) => Promise<T>,
  ): Promise<T> {
    const forced = this.#clock.elapsed() - this.#forcedAt >= forcedEvery ? 'power' : outlives;
    for (let tries = 1; ; tries += 1) {
      try {
        const { lost, result } = await this.#store.transaction(async (db) => {
          const now = this.#clock.now();
          const settled = group.map(({ claim, settlement }) => ({
            subscriberId: claim.subscriberId,
            settlement,
          }));
          return {
            lost: await settleDeliveries(db, this.#holder, settled, now),
            result: await more(db, now),
          };
        }, forced);
        if (forced === 'power') this.#forcedAt = this.#clock.elapsed();
        for (const one of group) this.#written({ ...one, ours: !lost.has(one.claim.subscriberId) });
        return result;
      } catch (error) {
        if (tries === mostWrites || !(error instanceof Failure) || error.code !== 'store/busy') throw error;
        await sleep(0);
      }
    }
  }
}

function idsOf(claims: readonly Claim[]): number[] {
  return claims.map((claim) => claim.subscriberId);
}
