import { hour } from '../../store/traffic.ts';
import type { Warmup } from './limits.ts';

/**
 * How many messages a new domain may send in a period: `start` in the first, and after that never more than `factor`
 * times as many as in the best period before. Periods follow each other from the hour of the first message ever;
 * those in which nothing or little was sent earn little. Lives by the time that traffic keeps.
 */
export class WarmUp {
  readonly #plan: Warmup;
  /** Where the first period begins; unknown until something goes out. */
  #begin: number | undefined;
  /** What went out by period: by this sender, and by all. */
  readonly #own = new Map<number, number>();
  readonly #all = new Map<number, number>();
  #senders = 1;
  /** What the period that was asked for last allows; asked for again once an earlier one is known better. */
  #allowance: { readonly period: number; readonly messages: number } | undefined;

  /** @param first when the first message ever went out. */
  constructor(plan: Warmup, first: number | undefined) {
    this.#plan = plan;
    if (first !== undefined) this.#begin = Math.floor(first / hour) * hour;
  }

  /** Milliseconds until the next period, if this one has no room. */
  wait(time: number): number {
    const period = this.#periodOf(time);
    const allowed = this.#allowed(period);
    const share = Math.max(1, Math.floor(allowed / this.#senders));
    if (count(this.#own, period) < share && count(this.#all, period) < allowed) return 0;
    return (this.#begin ?? time) + (period + 1) * this.#plan.every - time;
  }

  why(time: number): string {
    const { every } = this.#plan;
    const allowed = this.#allowed(this.#periodOf(time));
    return `the warm-up allows ${allowed} ${every === 24 * hour ? 'a day' : `in ${every / hour} h`} for now`;
  }

  take(time: number): void {
    this.#begin ??= Math.floor(time / hour) * hour;
    this.#add(this.#own, time, 1);
    this.#add(this.#all, time, 1);
  }

  giveBack(time: number): void {
    this.#add(this.#own, time, -1);
    this.#add(this.#all, time, -1);
  }

  addOthers(time: number, messages: number): void {
    this.#begin ??= Math.floor(time / hour) * hour;
    this.#add(this.#all, time, messages);
  }

  share(senders: number): void {
    this.#senders = senders;
  }

  #add(counts: Map<number, number>, time: number, messages: number): void {
    const period = this.#periodOf(time);
    counts.set(period, count(counts, period) + messages);
    if (period !== this.#allowance?.period) this.#allowance = undefined;
  }

  #periodOf(time: number): number {
    return this.#begin === undefined ? 0 : Math.floor((time - this.#begin) / this.#plan.every);
  }

  #allowed(period: number): number {
    if (this.#allowance?.period !== period) this.#allowance = { period, messages: this.#earned(period) };
    return this.#allowance.messages;
  }

  #earned(period: number): number {
    const { start, factor } = this.#plan;
    let best = 0;
    for (const [each, messages] of this.#all) if (each < period) best = Math.max(best, messages);
    return Math.max(start, Math.min(Math.ceil(best * factor), Math.floor(start * factor ** period)));
  }
}

function count(counts: ReadonlyMap<number, number>, period: number): number {
  return counts.get(period) ?? 0;
}
