import { Failure } from '../finding/failure.ts';
import type { Message } from '../message/message.ts';
import type { ConnectFault } from '../smtp/connect-fault.ts';
import type { Outcome } from '../smtp/outcome.ts';
import type { Server } from '../smtp/transport.ts';
import type { Claim, Settlement } from '../store/delivery.ts';
import {
  buryClaims,
  claimDeliveries,
  clearDelivery,
  holdRefusals,
  nextDue,
  settleDelivery,
} from '../store/ledger.ts';
import { findMailing, moveMailing } from '../store/mailings.ts';
import { beat, registerSender, removeSender, type SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import { Breaker } from './breaker.ts';
import type { Clock } from './clock.ts';
import type { MakeCopy } from './copy.ts';
import { Line } from './line.ts';
import { Pace, type Pause } from './pace.ts';
import { type Patience, settlementOf } from './retry.ts';

/** Claims taken at a time: enough that the store is asked seldom, few enough to hand back. */
const claimSize = 50;
const heartbeat = 5_000;
/** A server that gives no connection so many times in a row is left alone. */
const mostFaults = 6;
/** A server that puts back so many copies in a row, each after a rest, takes none today. */
const mostPutBacks = 20;

export interface Tempo extends Patience {
  readonly connections: number;
  /** Messages a second; undefined: as fast as the server takes them. */
  readonly rate: number | undefined;
  /** How long to stay for deferred readers once all others are done, in milliseconds. */
  readonly wait: number;
}

/** What happens while a mailing runs. */
export type EngineEvent =
  | { readonly kind: 'settled'; readonly claim: Claim; readonly settlement: Settlement }
  | { readonly kind: 'skipped'; readonly claim: Claim; readonly reason: string }
  | { readonly kind: 'slowed'; readonly pause: Pause }
  | { readonly kind: 'waiting'; readonly until: number };

/** Why the engine came to rest. */
export type Rest =
  /** Nothing is left to do now; deferred readers may still be due later. */
  | { readonly kind: 'finished' }
  /** The user stopped it. */
  | { readonly kind: 'stopped' }
  /** Another process paused or cancelled the mailing. */
  | { readonly kind: 'halted' }
  /** Going on would do harm or no good: the mailing is paused. */
  | { readonly kind: 'paused'; readonly why: string; readonly fault?: ConnectFault };

export interface EngineParts {
  readonly store: Store;
  readonly mailing: string;
  readonly identity: SenderIdentity;
  readonly server: Server;
  readonly makeCopy: MakeCopy;
  readonly tempo: Tempo;
  readonly clock: Clock;
  readonly watch: (event: EngineEvent) => void;
}

/** The two ways to be stopped: take no new work, or drop everything. */
export interface Stop {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
}

/**
 * Takes a mailing's deliveries through the states of the ledger, over several connections at a time. Every
 * step is written before the next thing is done on the wire.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #stop: Stop;
  readonly #pace: Pace;
  readonly #breaker = new Breaker();
  readonly #claims: Claim[] = [];
  readonly #lines: Line[] = [];
  /** Aborts every wait: a stop, or a rest that one worker came to. */
  readonly #ending = new AbortController();
  #refill: Promise<void> | undefined;
  #rest: Rest | undefined;
  /** Set once a round finds nothing more to claim. */
  #drained = false;
  #faults = 0;
  #putBacks = 0;

  constructor(parts: EngineParts, stop: Stop) {
    this.#parts = parts;
    this.#stop = stop;
    this.#pace = new Pace(parts.clock, parts.tempo.rate);
  }

  /** Runs until there is nothing left to do now, or something stops it. Claims are free again afterwards. */
  async run(): Promise<Rest> {
    const { store, mailing, identity, clock } = this.#parts;
    await registerSender(store.db, mailing, identity, clock.now());
    const pulse = setInterval(() => void this.#beat(), heartbeat);
    const stopped = (): void => this.#end({ kind: 'stopped' });
    this.#stop.soft.addEventListener('abort', stopped, { once: true });
    if (this.#stop.soft.aborted) stopped();
    try {
      await this.#rounds();
      return this.#rest ?? { kind: 'finished' };
    } finally {
      clearInterval(pulse);
      this.#stop.soft.removeEventListener('abort', stopped);
      await buryClaims(store.db, mailing, identity.id, clock.now());
      await removeSender(store.db, identity.id);
    }
  }

  /** A round sends all that is due; between rounds deferred readers are waited for. */
  async #rounds(): Promise<void> {
    const { tempo, clock } = this.#parts;
    let patience: number | undefined;
    while (!this.#rest) {
      this.#drained = false;
      const workers = Array.from({ length: tempo.connections }, (_, index) => this.#worker(index));
      throwFirst(await Promise.allSettled(workers));
      patience ??= clock.now() + tempo.wait;
      if (this.#rest || !(await this.#waitForDeferred(patience))) return;
    }
  }

  async #waitForDeferred(patience: number): Promise<boolean> {
    const { store, mailing, clock, watch } = this.#parts;
    const due = await nextDue(store.db, mailing);
    if (due === undefined || due > patience) return false;
    if (due > clock.now()) watch({ kind: 'waiting', until: due });
    while (clock.now() < due && !this.#rest) await clock.sleep(due - clock.now(), this.#ending.signal);
    return !this.#rest;
  }

  async #worker(index: number): Promise<void> {
    const line = new Line(this.#parts.server);
    this.#lines.push(line);
    try {
      await this.#work(index, line);
    } catch (error) {
      this.#end({ kind: 'stopped' });
      throw error;
    } finally {
      await line.quit();
    }
  }

  async #work(index: number, line: Line): Promise<void> {
    while (!this.#rest && (this.#claims.length > 0 || !this.#drained)) {
      if (index >= this.#pace.connections) {
        await line.quit();
        await this.#parts.clock.sleep(1000, this.#ending.signal);
        continue;
      }
      const claim = await this.#next();
      if (!claim || !(await this.#pace.turn(this.#ending.signal))) return;
      await this.#handOver(line, claim);
    }
  }

  /** The next claim of the group; one worker at a time fetches a new group. */
  async #next(): Promise<Claim | undefined> {
    if (this.#claims.length === 0) {
      this.#refill ??= this.#fetch().finally(() => {
        this.#refill = undefined;
      });
      await this.#refill;
    }
    return this.#rest ? undefined : this.#claims.shift();
  }

  async #fetch(): Promise<void> {
    const { store, mailing, identity, clock } = this.#parts;
    const claim = { mailing, sender: identity.id, limit: claimSize, now: clock.now() };
    const claims = await store.transaction((db) => claimDeliveries(db, claim));
    this.#claims.push(...claims);
    if (claims.length > 0) return;
    this.#drained = true;
    const state = (await findMailing(store.db, mailing))?.state;
    if (state !== 'running') this.#end({ kind: 'halted' });
  }

  async #handOver(line: Line, claim: Claim): Promise<void> {
    const opened = await line.open(this.#stop.hard);
    if (!opened.ok) return this.#meetFault(claim, opened.fault);
    this.#faults = 0;
    const message = await this.#compose(claim);
    if (!(await this.#clear(claim))) return;
    const outcome = 'raw' in message ? await opened.transport.deliver(message, this.#stop.hard) : message;
    await this.#settle(claim, outcome);
  }

  /** A copy that cannot be composed is no reason to stop: that reader is refused, in our own words. */
  async #compose(claim: Claim): Promise<Message | Outcome> {
    try {
      return await this.#parts.makeCopy(claim);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { kind: 'rejected', reply: `not handed over: ${error.message}`, suppress: false };
    }
  }

  async #clear(claim: Claim): Promise<boolean> {
    const { store, clock, watch } = this.#parts;
    const clearance = await clearDelivery(store.db, this.#holding(claim), clock.now());
    if (clearance.kind === 'skipped') watch({ kind: 'skipped', claim, reason: clearance.reason });
    if (clearance.kind === 'halted') this.#end({ kind: 'halted' });
    return clearance.kind === 'go';
  }

  async #settle(claim: Claim, outcome: Outcome): Promise<void> {
    const { store, clock, tempo, watch } = this.#parts;
    const settlement = settlementOf(outcome, claim, tempo, clock.now());
    await store.transaction((db) => settleDelivery(db, this.#holding(claim), settlement, clock.now()));
    watch({ kind: 'settled', claim, settlement });
    await this.#learn(claim, outcome);
  }

  #holding({ subscriberId }: Claim) {
    const { mailing, identity } = this.#parts;
    return { mailing, sender: identity.id, subscriberId };
  }

  /** What an outcome says of the server, beyond this reader. */
  async #learn(claim: Claim, outcome: Outcome): Promise<void> {
    this.#putBacks = outcome.kind === 'putBack' ? this.#putBacks + 1 : 0;
    if (outcome.kind === 'putBack') {
      this.#pace.slow(outcome.slow);
      this.#parts.watch({ kind: 'slowed', pause: this.#pace.pause ?? { why: outcome.slow.why, until: 0 } });
      if (this.#putBacks >= mostPutBacks)
        await this.#pause(`the server keeps putting mail back: ${outcome.slow.why}`);
    } else if (outcome.kind === 'pause') {
      await this.#pause(outcome.reply);
    } else if (outcome.kind === 'accepted' || outcome.kind === 'rejected') {
      const trip = this.#breaker.note(
        claim.subscriberId,
        outcome.kind === 'rejected' ? outcome.reply : undefined,
      );
      if (!trip) return;
      await holdRefusals(this.#parts.store.db, this.#parts.mailing, trip.subscriberIds);
      await this.#pause(trip.why);
    }
  }

  /** No connection: the claim goes back to the front, and the server is given a rest or left out. */
  async #meetFault(claim: Claim, fault: ConnectFault): Promise<void> {
    this.#claims.unshift(claim);
    if (this.#rest) return;
    const open = this.#lines.filter((line) => line.isOpen).length;
    if (open > 0) {
      this.#pace.capConnections(open);
      return;
    }
    this.#faults += 1;
    if (fault.permanent || this.#faults >= mostFaults) {
      await this.#pause(fault.why, fault);
      return;
    }
    this.#pace.slow({ why: fault.why, forAtLeast: Math.max(fault.forAtLeast, 2 ** this.#faults * 500) });
    const { pause } = this.#pace;
    if (pause) this.#parts.watch({ kind: 'slowed', pause });
  }

  async #pause(why: string, fault?: ConnectFault): Promise<void> {
    const { store, mailing } = this.#parts;
    await moveMailing(store.db, mailing, ['running'], { state: 'paused', reason: why, endedAt: null });
    this.#end(fault ? { kind: 'paused', why, fault } : { kind: 'paused', why });
  }

  /** The first reason to rest counts. */
  #end(rest: Rest): void {
    this.#rest ??= rest;
    this.#ending.abort();
  }

  async #beat(): Promise<void> {
    const { store, identity, clock, mailing } = this.#parts;
    const alive = await beat(store.db, identity.id, clock.now()).catch(() => true);
    const state = (await findMailing(store.db, mailing).catch(() => undefined))?.state;
    if (!alive || (state !== undefined && state !== 'running')) this.#end({ kind: 'halted' });
  }
}

function throwFirst(results: readonly PromiseSettledResult<void>[]): void {
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
