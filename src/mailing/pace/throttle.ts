import { providerOf } from '../../address/provider.ts';
import { minute, type TrafficCount, type TrafficEntry, type TrafficSoFar } from '../../store/traffic.ts';
import type { Clock } from '../clock.ts';
import { Gate } from './gate.ts';
import type { Limits } from './limits.ts';
import { Tally } from './tally.ts';
import { minuteOf, noticed, TrafficTime } from './traffic-time.ts';
import { WarmUp } from './warm-up.ts';

/** How far back another sender may still change what it wrote: the longest a message is on its way, and more. */
const lookBack = 15 * minute;

/** A place for one message, or how long it is until there may be one. */
export type Admission =
  /** `at` names the place, for `giveBack`. */
  | { readonly ok: true; readonly at: number }
  /**
   * `wait` is in milliseconds of elapsed time. Sleep it in pieces of a minute or less: a place that is given back, or
   * a sender that leaves, makes it shorter. `why` is there when it is worth telling: a limit is reached, or the warm-up.
   */
  | { readonly ok: false; readonly wait: number; readonly why?: string };

/** How fast messages may go out, counted one by one as they do. Shared by all connections of a sender. */
export class Throttle {
  readonly #clock: Clock;
  readonly #time: TrafficTime;
  readonly #all: Gate;
  readonly #providers: ReadonlyMap<string, Gate>;
  readonly #warmUp: WarmUp | undefined;
  /** Nothing to write where nothing is remembered. */
  readonly #tally: Tally | undefined;

  /** @param counted what the store holds when this sender begins. */
  constructor(clock: Clock, limits: Limits, counted: TrafficSoFar) {
    this.#clock = clock;
    this.#time = new TrafficTime(clock, counted);
    this.#all = new Gate(limits.rate);
    this.#providers = new Map(
      [...limits.providers].map(([provider, rate]) => [provider, new Gate(rate, ` to ${provider}`)]),
    );
    if (limits.warmup) this.#warmUp = new WarmUp(limits.warmup, this.#time.first);
    if (limits.remembered) this.#tally = new Tally();
    this.hasProviders = limits.providers.size > 0;
    this.isFree = limits.rate.length + limits.providers.size === 0 && limits.warmup === undefined;
    this.#load(counted);
  }

  /** Nothing ever has to wait. */
  readonly isFree: boolean;
  /** Some providers have limits of their own. */
  readonly hasProviders: boolean;

  /**
   * Takes a place for one message to this domain, or says how long until there may be one; then nothing is taken.
   * @param domain in lower-case A-labels, as `domainOf` gives it.
   */
  admit(domain: string): Admission {
    const now = this.#clock.elapsed();
    const provider = this.limited(domain);
    const gate = this.#providers.get(provider);
    const wait = this.#all.wait(now);
    const own = gate?.wait(now) ?? 0;
    const time = this.#time.at(now);
    const warm = this.#warmUp?.wait(time) ?? 0;
    if (wait === 0 && own === 0 && warm === 0) {
      this.#all.take(now);
      gate?.take(now);
      this.#warmUp?.take(time);
      this.#tally?.add(time, provider, 1);
      return { ok: true, at: now };
    }
    if (warm > wait && warm > own) return refusal(warm, this.#warmUp?.why(time));
    return own > wait ? refusal(own, gate?.why) : refusal(wait, this.#all.why);
  }

  /**
   * Gives a place back that was not used: the server did not get the message. What it kept clear at even spacing is
   * gone, what it took of a limit is there again.
   * @param at as `admit` gave it.
   */
  giveBack(domain: string, at: number): void {
    const provider = this.limited(domain);
    this.#all.giveBack(at);
    this.#providers.get(provider)?.giveBack(at);
    this.#warmUp?.giveBack(this.#time.at(at));
    this.#tally?.add(this.#time.at(at), provider, -1);
  }

  /** What was admitted and given back since the last call, for `addTraffic`; it is not given a second time. */
  drain(): TrafficEntry {
    const counts = this.#tally?.drain() ?? [];
    const clock = this.#tally && this.#time.news(counts[0]?.at);
    return { counts, clock };
  }

  /** So many living senders, this one among them, go by the same limits: each takes its part of them. */
  share(senders: number): void {
    this.#all.share(senders);
    for (const gate of this.#providers.values()) gate.share(senders);
    this.#warmUp?.share(senders);
  }

  /** From when on `recount` wants to see what the store holds; in traffic's time. */
  get recountSince(): number {
    return minuteOf(this.#time.at(this.#clock.elapsed()) - lookBack);
  }

  /** Counts what other senders have let through, where there are any; as often as they are asked whether they live. */
  recount(stored: readonly TrafficCount[]): void {
    const now = this.#clock.elapsed();
    for (const { at, provider, messages } of this.#tally ? this.#tally.newIn(stored) : stored) {
      // At the end of its minute, if that is over: never too early.
      const latest = Math.min(this.#time.elapsedAt(at + minute + noticed), now);
      this.#all.addOthers(latest, messages, now);
      this.#providers.get(provider)?.addOthers(latest, messages, now);
      this.#warmUp?.addOthers(at, messages);
    }
  }

  #load({ minutes, hours }: TrafficSoFar): void {
    for (const { at, messages } of hours) this.#warmUp?.addOthers(at, messages);
    this.recount(minutes);
  }

  /** The provider of a domain that limits count apart; empty: none does. */
  limited(domain: string): string {
    if (!this.hasProviders) return '';
    const provider = providerOf(domain);
    return this.#providers.has(provider) ? provider : '';
  }
}

function refusal(wait: number, why: string | undefined): Admission {
  return why === undefined ? { ok: false, wait } : { ok: false, wait, why };
}
