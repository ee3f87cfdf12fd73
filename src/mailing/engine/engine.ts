import type { Claim, ClaimableState } from '../../store/delivery.ts';
import { countHeldByOthers, nextDue } from '../../store/delivery-counts.ts';
import { findMailing } from '../../store/mailings.ts';
import type { SenderIdentity } from '../../store/senders.ts';
import type { Store } from '../../store/store.ts';
import type { Clock } from '../clock.ts';
import type { MakeCopy } from '../copy.ts';
import type { Throttle } from '../pace/throttle.ts';
import { Account } from './account.ts';
import { Consequences } from './consequences.ts';
import { Dispatch } from './dispatch.ts';
import { Ending } from './ending.ts';
import { Errands } from './errands.ts';
import type { EngineEvent, Rest, Stop, Tempo } from './events.ts';
import { GroupWriter, type Written } from './group-writer.ts';
import type { Lane } from './lane.ts';
import { allOf } from './settled.ts';
import { Supply } from './supply.ts';
import { Worker, type WorkerParts } from './worker.ts';

/** How often a sender that has nothing left looks whether others have ended, in milliseconds. */
const lookAfterOthers = 1_000;

export interface EngineParts {
  readonly store: Store;
  readonly mailing: string;
  readonly identity: SenderIdentity;
  readonly lanes: readonly Lane[];
  readonly makeCopy: MakeCopy;
  readonly throttle: Throttle;
  readonly tempo: Tempo;
  /** Readers in these states alone are tried; otherwise all that are left. */
  readonly only?: readonly ClaimableState[] | undefined;
  readonly clock: Clock;
  readonly watch: (event: EngineEvent) => void;
  /** Frees what senders held that have died. */
  readonly reap: () => Promise<unknown>;
}

/**
 * Takes a mailing's deliveries through the states of the ledger, over several connections to one server or
 * more. Every step is written before the next thing is done on the wire.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #stop: Stop;
  readonly #ending: Ending;
  readonly #supply: Supply;
  readonly #account: Account;
  readonly #workers: WorkerParts;

  constructor(parts: EngineParts, stop: Stop) {
    const { store, mailing, lanes, makeCopy, tempo, clock, watch } = parts;
    this.#parts = parts;
    this.#stop = stop;
    this.#ending = new Ending(() => {
      for (const lane of lanes) lane.recall();
    });
    const ending = this.#ending;
    const writer = this.#openWriter();
    const supply = this.#openSupply(writer);
    const account = new Account(writer, supply);
    const consequences = new Consequences({ store, mailing, lanes, account, ending, watch });
    const errands = new Errands({ lanes, consequences, ending });
    const sending = { supply, account, consequences, errands, makeCopy };
    const dispatch = new Dispatch({ ...sending, patience: tempo, clock });
    this.#supply = supply;
    this.#account = account;
    this.#workers = { supply, dispatch, consequences, ending, clock };
  }

  /** Runs until there is nothing left to do now, or something stops it. May leave claims that were not used. */
  async run(): Promise<Rest> {
    const { soft, hard } = this.#stop;
    const stopped = (): void => this.#ending.bring({ kind: 'stopped' });
    const dropped = (): void => this.#drop();
    soft.addEventListener('abort', stopped, { once: true });
    hard.addEventListener('abort', dropped, { once: true });
    if (soft.aborted) stopped();
    if (hard.aborted) dropped();
    try {
      await this.#rounds();
      return this.#ending.rest ?? { kind: 'finished' };
    } finally {
      soft.removeEventListener('abort', stopped);
      hard.removeEventListener('abort', dropped);
      this.#ending.close();
    }
  }

  /** The mailing is not ours to send any more: take no new work. */
  halt(): void {
    this.#ending.bring({ kind: 'halted' });
  }

  /** At once: what has not wholly left is put back, what has is unknown. */
  #drop(): void {
    this.#ending.bring({ kind: 'stopped' });
    for (const lane of this.#parts.lanes) lane.drop();
  }

  /** A round sends all that is due; between rounds deferred readers and other senders are waited for. */
  async #rounds(): Promise<void> {
    const { lanes, tempo, clock } = this.#parts;
    let patience: number | undefined;
    while (!this.#ending.isNear) {
      await this.#round();
      if (this.#ending.isNear || lanes.every((lane) => lane.isOut)) return;
      if (await this.#waitForOthers()) continue;
      patience ??= clock.now() + tempo.wait;
      if (!(await this.#waitForDeferred(patience))) return;
    }
  }

  async #round(): Promise<void> {
    const round = this.#supply.begin();
    const workers = this.#parts.lanes
      .filter((lane) => !lane.isOut)
      .flatMap((lane) => Array.from({ length: lane.connections }, () => new Worker(this.#workers, lane)));
    const worked = allOf(workers.map((worker) => worker.work(round, this.#stop.hard)));
    await worked.catch(() => undefined);
    await this.#supply.rest();
    this.#account.releaseReady('Stopped before it was handed over');
    await this.#account.close();
    await worked;
    this.#supply.throwFailure();
  }

  /** What other senders hold may come back: they are looked after until they have ended, one way or the other. */
  async #waitForOthers(): Promise<boolean> {
    const { store, mailing, identity, clock, watch, reap } = this.#parts;
    const held = await countHeldByOthers(store.db, mailing, identity.id);
    if (held === 0) return false;
    watch({ kind: 'shared', held });
    await clock.sleep(lookAfterOthers, this.#ending.signal);
    await reap();
    return true;
  }

  async #waitForDeferred(patience: number): Promise<boolean> {
    const { store, mailing, only, clock, watch } = this.#parts;
    if (only && !only.includes('deferred')) return false;
    const due = await nextDue(store.db, mailing);
    if (due === undefined || due > patience) return false;
    if (due > clock.now()) watch({ kind: 'waiting', until: due });
    while (clock.now() < due && !this.#ending.isNear) {
      await clock.sleep(due - clock.now(), this.#ending.signal);
    }
    return !this.#ending.isNear;
  }

  #openWriter(): GroupWriter {
    const { store, mailing, identity, throttle, only, clock } = this.#parts;
    const holder = { mailing, sender: identity.id };
    return new GroupWriter(store, { holder, clock, throttle, only }, (one) => this.#written(one));
  }

  #openSupply(writer: GroupWriter): Supply {
    const { store, mailing, throttle, clock, watch } = this.#parts;
    return new Supply({
      writer,
      throttle,
      clock,
      version: () => store.version(),
      ending: this.#ending.signal,
      skipped: (claim: Claim, reason) => watch({ kind: 'skipped', claim, reason }),
      held: (wait, why) => watch({ kind: 'held', pause: { why, for: wait } }),
      lost: () => this.halt(),
      isRunning: async () => (await findMailing(store.db, mailing))?.state === 'running',
    });
  }

  #written({ claim, settlement, ours }: Written): void {
    if (ours) this.#parts.watch({ kind: 'settled', claim, settlement });
    else this.halt();
  }
}
