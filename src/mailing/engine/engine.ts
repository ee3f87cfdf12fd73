import { setMaxListeners } from 'node:events';
import { Failure } from '../../finding/failure.ts';
import type { Message } from '../../message/message.ts';
import type { ConnectFault } from '../../smtp/connect-fault.ts';
import type { Outcome } from '../../smtp/outcome.ts';
import type { Transport } from '../../smtp/transport.ts';
import type { Claim, ClaimableState, Cleared, Settlement } from '../../store/delivery.ts';
import { countHeldByOthers, nextDue } from '../../store/delivery-counts.ts';
import { findMailing, moveMailing } from '../../store/mailings.ts';
import { holdRefusals } from '../../store/replan.ts';
import type { SenderIdentity } from '../../store/senders.ts';
import type { Store } from '../../store/store.ts';
import type { Clock } from '../clock.ts';
import type { MakeCopy } from '../copy.ts';
import type { Throttle } from '../pace/throttle.ts';
import { Breaker } from './breaker.ts';
import type { EngineEvent, Rest, Stop, Tempo } from './events.ts';
import { GroupWriter, type Written } from './group-writer.ts';
import type { Lane } from './lane.ts';
import type { Line } from './line.ts';
import type { Reaction } from './reactions.ts';
import { settlementOf } from './retry.ts';
import { Supply } from './supply.ts';
import type { Trouble } from './trouble.ts';

/** How often a sender that has nothing left looks whether others have ended, in milliseconds. */
const lookAfterOthers = 1_000;

/** A line that ends within so many milliseconds is no better than none. */
const shortLife = 100;
const endedAtOnce: ConnectFault = {
  stage: 'ehlo',
  why: 'the server ended the session at once',
  permanent: false,
  forAtLeast: 0,
};

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
  readonly #writer: GroupWriter;
  readonly #supply: Supply;
  readonly #breaker = new Breaker();
  /** Aborts every wait: a stop, or a rest that one worker came to. */
  readonly #ending = new AbortController();
  #rest: Rest | undefined;

  constructor(parts: EngineParts, stop: Stop) {
    this.#parts = parts;
    this.#stop = stop;
    const { store, mailing, identity, clock, throttle, only, watch } = parts;
    // Every connection listens to these; Node warns of more than ten.
    setMaxListeners(0, this.#ending.signal);
    const holder = { mailing, sender: identity.id };
    this.#writer = new GroupWriter(store, { holder, clock, throttle, only }, (one) => this.#written(one));
    this.#supply = new Supply({
      writer: this.#writer,
      throttle,
      clock,
      version: () => store.version(),
      ending: this.#ending.signal,
      skipped: (claim, reason) => watch({ kind: 'skipped', claim, reason }),
      held: (wait, why) => watch({ kind: 'held', pause: { why, for: wait } }),
      lost: () => this.halt(),
      isRunning: async () => (await findMailing(store.db, mailing))?.state === 'running',
    });
  }

  /** Runs until there is nothing left to do now, or something stops it. May leave claims that were not used. */
  async run(): Promise<Rest> {
    const stopped = (): void => this.#end({ kind: 'stopped' });
    const dropped = (): void => this.#drop();
    this.#stop.soft.addEventListener('abort', stopped, { once: true });
    this.#stop.hard.addEventListener('abort', dropped, { once: true });
    if (this.#stop.soft.aborted) stopped();
    if (this.#stop.hard.aborted) dropped();
    try {
      await this.#rounds();
      return this.#rest ?? { kind: 'finished' };
    } finally {
      this.#stop.soft.removeEventListener('abort', stopped);
      this.#stop.hard.removeEventListener('abort', dropped);
      this.#ending.abort();
    }
  }

  /** The mailing is not ours to send any more: take no new work. */
  halt(): void {
    this.#end({ kind: 'halted' });
  }

  /** A round sends all that is due; between rounds deferred readers and other senders are waited for. */
  async #rounds(): Promise<void> {
    const { tempo, clock } = this.#parts;
    let patience: number | undefined;
    while (!this.#rest) {
      this.#supply.askAgain();
      await this.#round();
      if (this.#rest || this.#leftOut()) return;
      if (await this.#waitForOthers()) continue;
      patience ??= clock.now() + tempo.wait;
      if (!(await this.#waitForDeferred(patience))) return;
    }
  }

  async #round(): Promise<void> {
    const workers = this.#parts.lanes
      .filter((lane) => !lane.isOut)
      .flatMap((lane) => Array.from({ length: lane.connections }, () => this.#worker(lane)));
    const results = await Promise.allSettled(workers);
    await this.#supply.rest();
    for (const claim of this.#supply.release()) this.#release(claim, 'Stopped before it was handed over');
    await this.#writer.close();
    valuesOf(results);
    this.#supply.throwFailure();
  }

  #leftOut(): boolean {
    return this.#parts.lanes.every((lane) => lane.isOut);
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
    while (clock.now() < due && !this.#rest) await clock.sleep(due - clock.now(), this.#ending.signal);
    return !this.#rest;
  }

  async #worker(lane: Lane): Promise<void> {
    const line = lane.enter();
    try {
      await this.#work(lane, line);
    } catch (error) {
      this.#end({ kind: 'stopped' });
      throw error;
    } finally {
      lane.exit(line);
      await (this.#stop.hard.aborted ? line.drop() : line.quit());
    }
  }

  async #work(lane: Lane, line: Line): Promise<void> {
    while (!this.#rest && !lane.isOut && !this.#supply.isDry) {
      if (!lane.hasPlace(line)) {
        await line.quit();
        await this.#parts.clock.sleep(lane.untilPlace(line), this.#ending.signal);
        continue;
      }
      // Whoever waited for a turn may have lost its place meanwhile.
      if (!(await lane.pace.turn(this.#ending.signal)) || !lane.hasPlace(line)) continue;
      if (await this.#supply.any()) await this.#use(lane, line);
    }
  }

  /** Hands over one message after another, as many at a time as the line has room for. */
  async #use(lane: Lane, line: Line): Promise<void> {
    const opened = await lane.open(line, this.#ending.signal);
    if (!opened.ok) return this.#meetFault(lane, opened.fault);
    lane.reactions.toConnection();
    const { transport } = opened;
    const since = this.#parts.clock.elapsed();
    const carriers = Array.from({ length: transport.room }, () => this.#carry(lane, line, transport));
    const carried = valuesOf(await Promise.allSettled(carriers)).reduce((sum, count) => sum + count, 0);
    const lived = this.#parts.clock.elapsed() - since;
    if (carried === 0 && !transport.isOpen && lived < shortLife) await this.#meetFault(lane, endedAtOnce);
  }

  /** Gives how many messages were handed over. */
  async #carry(lane: Lane, line: Line, transport: Transport): Promise<number> {
    let carried = 0;
    while (!this.#rest && transport.isOpen && lane.hasPlace(line)) {
      if (!lane.pace.isFree && !(await lane.pace.turn(this.#ending.signal))) break;
      const claim = await this.#supply.next();
      if (!claim) break;
      if (this.#rest || lane.pace.pause || !transport.isOpen) this.#supply.giveBack(claim);
      else {
        carried += 1;
        await this.#handOver(claim, lane, transport);
      }
    }
    return carried;
  }

  async #handOver(claim: Cleared, lane: Lane, transport: Transport): Promise<void> {
    const message = await this.#composeOrRelease(claim, lane.server.name);
    const outcome = 'raw' in message ? await transport.deliver(message, this.#supply.watchOver()) : message;
    if (outcome.kind === 'accepted' && 'raw' in message) message.recycle?.();
    if (isInnocent(outcome)) return this.#supply.giveBack(claim);
    this.#settle(claim, settlementOf(outcome, claim, this.#parts.tempo, this.#parts.clock.now()));
    const reaction = lane.reactions.toOutcome(outcome);
    if (reaction.kind !== 'goOn') await this.#react(lane, reaction);
    await this.#heed(claim, outcome);
  }

  /** Whatever is wrong with the program, nothing of this copy has left it. */
  async #composeOrRelease(claim: Cleared, server: string): Promise<Message | Outcome> {
    try {
      return await this.#compose(claim, server);
    } catch (error) {
      this.#release(claim, 'Its copy could not be made');
      throw error;
    }
  }

  /** A copy that cannot be composed is no reason to stop: that reader is refused, in our own words. */
  #compose(claim: Cleared, server: string): Promise<Message | Outcome> | Message | Outcome {
    const refused = (error: unknown): Outcome => {
      if (!(error instanceof Failure)) throw error;
      return { kind: 'rejected', reply: `not handed over: ${error.message}`, suppress: false };
    };
    try {
      const made = this.#parts.makeCopy(claim, server);
      return made instanceof Promise ? made.catch(refused) : made;
    } catch (error) {
      return refused(error);
    }
  }

  #settle(claim: Claim, settlement: Settlement): void {
    this.#writer.settle(claim, settlement);
    if (settlement.state !== 'released') this.#supply.admissions.keep(claim);
    else {
      this.#supply.admissions.leave(claim);
      // The next look into the ledger writes it first.
      this.#supply.askAgain();
    }
  }

  #written({ claim, settlement, ours }: Written): void {
    if (ours) this.#parts.watch({ kind: 'settled', claim, settlement });
    else this.halt();
  }

  #release(claim: Claim, why: string): void {
    this.#settle(claim, { state: 'released', reply: why });
  }

  /** No connection: the server is given a rest, or left out. */
  async #meetFault(lane: Lane, fault: ConnectFault): Promise<void> {
    if (!this.#rest) await this.#react(lane, lane.reactions.toFault(fault, lane.openLines));
  }

  async #react(lane: Lane, reaction: Reaction): Promise<void> {
    const { name } = lane.server;
    if (reaction.kind === 'slow') {
      this.#parts.watch({ kind: 'slowed', server: name, pause: reaction.pause });
      this.#restTogether(reaction.pause.why);
    }
    if (reaction.kind !== 'leaveOut' || lane.isOut) return;
    lane.leaveOut();
    const { why, trouble } = reaction;
    if (!this.#leftOut()) this.#parts.watch({ kind: 'leftOut', server: name, why, trouble });
    else await this.#pause({ why, trouble });
  }

  /** While no server takes anything, nothing is on its way to one. */
  #restTogether(why: string): void {
    if (!this.#parts.lanes.every((lane) => lane.isOut || lane.pace.pause)) return;
    for (const claim of this.#supply.release()) this.#release(claim, why);
  }

  /** A second refusal of a reader whose first one was held is this reader's own. */
  async #heed(claim: Claim, outcome: Outcome): Promise<void> {
    const refusal = outcome.kind === 'rejected' ? outcome.reply : undefined;
    if (outcome.kind !== 'accepted' && refusal === undefined) return;
    if (claim.heldBefore && refusal !== undefined) return;
    const trip = this.#breaker.note(claim.subscriberId, refusal);
    if (trip) {
      await this.#pause({ why: trip.why, trouble: { kind: 'refusals' }, held: trip.subscriberIds });
    }
  }

  async #pause({
    why,
    trouble,
    held = [],
  }: {
    readonly why: string;
    readonly trouble: Trouble;
    /** The readers whose refusals are not their own fault. */
    readonly held?: readonly number[];
  }): Promise<void> {
    const { store, mailing } = this.#parts;
    // What is held must have been written.
    await this.#writer.close();
    await store.transaction(async (db) => {
      await holdRefusals(db, mailing, held);
      await moveMailing(db, mailing, ['running'], { state: 'paused', reason: why, endedAt: null });
    });
    this.#end({ kind: 'paused', why, trouble });
  }

  /** At once: what has not wholly left is put back, what has is unknown. */
  #drop(): void {
    this.#end({ kind: 'stopped' });
    for (const lane of this.#parts.lanes) lane.drop();
  }

  /** The first reason to rest counts. */
  #end(rest: Rest): void {
    this.#rest ??= rest;
    this.#ending.abort();
    for (const lane of this.#parts.lanes) lane.recall();
  }
}

/** Not taken, for no reason that has to do with it: the line had gone before it came to it. */
function isInnocent(outcome: Outcome): boolean {
  return (
    outcome.kind === 'putBack' && outcome.slow.forAtLeast === 0 && outcome.slow.connections === undefined
  );
}

/** @throws the first of what went wrong. */
function valuesOf<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
