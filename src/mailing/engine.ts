import { setMaxListeners } from 'node:events';
import { Failure } from '../finding/failure.ts';
import type { Message } from '../message/message.ts';
import type { ConnectFault } from '../smtp/connect-fault.ts';
import type { Outcome } from '../smtp/outcome.ts';
import type { Server } from '../smtp/transport.ts';
import type { Claim, Settlement } from '../store/delivery.ts';
import { claimDeliveries, clearDelivery, nextDue, settleDelivery } from '../store/ledger.ts';
import { findMailing, moveMailing } from '../store/mailings.ts';
import { holdRefusals } from '../store/replan.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import { ClaimQueue } from './claim-queue.ts';
import type { Clock } from './clock.ts';
import type { MakeCopy } from './copy.ts';
import { Line } from './line.ts';
import { Pace, type Pause } from './pace.ts';
import { type Reaction, Reactions } from './reactions.ts';
import { type Patience, settlementOf } from './retry.ts';

/** Claims taken at a time: enough that the store is asked seldom, few enough to hand back. */
const claimSize = 50;
/** How often what a server said is written anew when the store is busy, each after its own long wait. */
const mostWrites = 6;

export interface Tempo extends Patience {
  readonly connections: number;
  /** Messages a second; undefined: as fast as the server takes them. */
  readonly rate: number | undefined;
  /** How long to stay for deferred readers once all others are done, in milliseconds; may be Infinity. */
  readonly wait: number;
}

/** What happens while a mailing runs. */
export type EngineEvent =
  | { readonly kind: 'settled'; readonly claim: Claim; readonly settlement: Settlement }
  | { readonly kind: 'skipped'; readonly claim: Claim; readonly reason: string }
  | { readonly kind: 'slowed'; readonly pause: Pause }
  /** For deferred readers; `until` is in milliseconds since 1970. */
  | { readonly kind: 'waiting'; readonly until: number };

/** Why the engine came to rest. */
export type Rest =
  /** Nothing is left to do now; deferred readers may still be due later. */
  | { readonly kind: 'finished' }
  /** The user stopped it. */
  | { readonly kind: 'stopped' }
  /** Another process paused or cancelled the mailing, or took it over. */
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
  readonly #reactions: Reactions;
  readonly #queue: ClaimQueue;
  /** The lines of the workers that are at work; the first ones keep their place when the server narrows. */
  readonly #lines: Line[] = [];
  /** Aborts every wait: a stop, or a rest that one worker came to. */
  readonly #ending = new AbortController();
  #rest: Rest | undefined;

  constructor(parts: EngineParts, stop: Stop) {
    this.#parts = parts;
    this.#stop = stop;
    this.#pace = new Pace(parts.clock, parts.tempo.rate);
    this.#reactions = new Reactions(this.#pace);
    this.#queue = new ClaimQueue(() => this.#claim());
    // Every connection listens to these; Node warns of more than ten.
    setMaxListeners(0, this.#ending.signal, stop.hard);
  }

  /** Runs until there is nothing left to do now, or something stops it. May leave claims that were not used. */
  async run(): Promise<Rest> {
    const stopped = (): void => this.#end({ kind: 'stopped' });
    this.#stop.soft.addEventListener('abort', stopped, { once: true });
    if (this.#stop.soft.aborted) stopped();
    try {
      await this.#rounds();
      return this.#rest ?? { kind: 'finished' };
    } finally {
      this.#stop.soft.removeEventListener('abort', stopped);
    }
  }

  /** The mailing is not ours to send any more: take no new work. */
  halt(): void {
    this.#end({ kind: 'halted' });
  }

  /** A round sends all that is due; between rounds deferred readers are waited for. */
  async #rounds(): Promise<void> {
    const { tempo, clock } = this.#parts;
    let patience: number | undefined;
    while (!this.#rest) {
      this.#queue.askAgain();
      const workers = Array.from({ length: tempo.connections }, () => this.#worker());
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

  async #worker(): Promise<void> {
    const line = new Line(this.#parts.server);
    this.#lines.push(line);
    try {
      await this.#work(line);
    } catch (error) {
      this.#end({ kind: 'stopped' });
      throw error;
    } finally {
      this.#lines.splice(this.#lines.indexOf(line), 1);
      await (this.#stop.hard.aborted ? line.drop() : line.quit());
    }
  }

  async #work(line: Line): Promise<void> {
    while (!this.#rest && !this.#queue.isDry) {
      if (!this.#hasPlace(line)) {
        await line.quit();
        await this.#parts.clock.sleep(1000, this.#ending.signal);
        continue;
      }
      // Whoever waited for a turn may have lost its place meanwhile.
      if (!(await this.#pace.turn(this.#ending.signal)) || !this.#hasPlace(line)) continue;
      const claim = await this.#queue.next();
      if (claim && !this.#rest) await this.#handOver(line, claim);
    }
  }

  #hasPlace(line: Line): boolean {
    return this.#lines.indexOf(line) < this.#pace.connections;
  }

  async #claim(): Promise<readonly Claim[]> {
    const { store, mailing, identity, clock } = this.#parts;
    const claim = { mailing, sender: identity.id, limit: claimSize, now: clock.now() };
    const claims = await store.transaction((db) => claimDeliveries(db, claim));
    if (claims.length === 0 && (await findMailing(store.db, mailing))?.state !== 'running') this.halt();
    return claims;
  }

  async #handOver(line: Line, claim: Claim): Promise<void> {
    const opened = await line.open(this.#ending.signal);
    if (!opened.ok) return this.#meetFault(claim, opened.fault);
    this.#reactions.toConnection();
    const message = await this.#compose(claim);
    if (this.#rest || !(await this.#clear(claim))) return;
    const outcome = 'raw' in message ? await opened.transport.deliver(message, this.#stop.hard) : message;
    await this.#settle(claim, outcome);
    await this.#react(this.#reactions.toOutcome(claim, outcome));
  }

  /** No connection: the claim goes back to the front, and the server is given a rest or left out. */
  async #meetFault(claim: Claim, fault: ConnectFault): Promise<void> {
    this.#queue.giveBack(claim);
    if (this.#rest) return;
    const open = this.#lines.filter((line) => line.isOpen).length;
    await this.#react(this.#reactions.toFault(fault, open));
  }

  /** A copy that cannot be composed is no reason to stop: that reader is refused, in our own words. */
  async #compose(claim: Claim): Promise<Message | Outcome> {
    try {
      return await this.#parts.makeCopy(claim, this.#parts.server.name);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { kind: 'rejected', reply: `not handed over: ${error.message}`, suppress: false };
    }
  }

  async #clear(claim: Claim): Promise<boolean> {
    const { store, clock, watch } = this.#parts;
    const clearance = await store.transaction((db) => clearDelivery(db, this.#holding(claim), clock.now()));
    if (clearance.kind === 'skipped') watch({ kind: 'skipped', claim, reason: clearance.reason });
    if (clearance.kind === 'halted' || clearance.kind === 'lost') this.halt();
    return clearance.kind === 'go';
  }

  async #settle(claim: Claim, outcome: Outcome): Promise<void> {
    const { store, clock, tempo, watch } = this.#parts;
    const settlement = settlementOf(outcome, claim, tempo, clock.now());
    const write = () =>
      store.transaction((db) => settleDelivery(db, this.#holding(claim), settlement, clock.now()));
    const ours = await insist(write);
    if (settlement.state === 'released') this.#queue.askAgain();
    if (ours) watch({ kind: 'settled', claim, settlement });
    else this.halt();
  }

  #holding({ subscriberId }: Claim) {
    const { mailing, identity } = this.#parts;
    return { mailing, sender: identity.id, subscriberId };
  }

  async #react(reaction: Reaction): Promise<void> {
    if (reaction.kind === 'slow') this.#parts.watch({ kind: 'slowed', pause: reaction.pause });
    if (reaction.kind === 'pause') await this.#pause(reaction);
  }

  async #pause({ why, fault, held = [] }: Extract<Reaction, { kind: 'pause' }>): Promise<void> {
    const { store, mailing } = this.#parts;
    await store.transaction(async (db) => {
      await holdRefusals(db, mailing, held);
      await moveMailing(db, mailing, ['running'], { state: 'paused', reason: why, endedAt: null });
    });
    this.#end(fault ? { kind: 'paused', why, fault } : { kind: 'paused', why });
  }

  /** The first reason to rest counts. */
  #end(rest: Rest): void {
    this.#rest ??= rest;
    this.#ending.abort();
  }
}

/** What a server said must not be lost because another program keeps the store for long. */
async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (tries === mostWrites || !(error instanceof Failure) || error.code !== 'store/busy') throw error;
    }
  }
}

function throwFirst(results: readonly PromiseSettledResult<void>[]): void {
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
