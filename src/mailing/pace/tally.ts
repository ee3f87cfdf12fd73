import { hour, type TrafficCount } from '../../store/traffic.ts';
import { minuteOf } from './traffic-time.ts';

const day = 24 * hour;

/** Counts by minute and provider. */
class Minutes {
  readonly #minutes = new Map<number, Map<string, number>>();

  get(at: number, provider: string): number {
    return this.#minutes.get(at)?.get(provider) ?? 0;
  }

  add({ at, provider, messages }: TrafficCount): void {
    const minute = this.#minutes.get(at) ?? new Map<string, number>();
    this.#minutes.set(at, minute);
    minute.set(provider, (minute.get(provider) ?? 0) + messages);
  }

  /** Everything there is but what came to nothing; nothing is left. */
  empty(): TrafficCount[] {
    const counts: TrafficCount[] = [];
    for (const [at, minute] of this.#minutes) {
      for (const [provider, messages] of minute) if (messages !== 0) counts.push({ at, provider, messages });
    }
    this.#minutes.clear();
    return counts;
  }

  forget(before: number): void {
    for (const at of this.#minutes.keys()) if (at < before) this.#minutes.delete(at);
  }
}

/** What this sender has let through and not written yet, and what it knows the store to hold. */
export class Tally {
  readonly #unwritten = new Minutes();
  readonly #stored = new Minutes();
  /** The counts of one minute and provider are found without looking. */
  #at = Number.NaN;
  #provider = '';
  #messages = 0;

  add(time: number, provider: string, messages: number): void {
    const at = minuteOf(time);
    if (at !== this.#at || provider !== this.#provider) this.#turn(at, provider);
    this.#messages += messages;
  }

  /** What is to be written; the store is then taken to hold it. */
  drain(): readonly TrafficCount[] {
    this.#turn(this.#at, this.#provider);
    const counts = this.#unwritten.empty();
    for (const count of counts) this.#stored.add(count);
    return counts;
  }

  /** What others have added to the store since this sender last saw it. What they took back is no matter. */
  newIn(stored: readonly TrafficCount[]): TrafficCount[] {
    const news = stored
      .map((count) => ({ ...count, messages: count.messages - this.#stored.get(count.at, count.provider) }))
      .filter(({ messages }) => messages > 0);
    for (const count of news) this.#stored.add(count);
    return news;
  }

  #turn(at: number, provider: string): void {
    if (this.#messages !== 0)
      this.#unwritten.add({ at: this.#at, provider: this.#provider, messages: this.#messages });
    if (at > this.#at) this.#stored.forget(at - 2 * day);
    [this.#at, this.#provider, this.#messages] = [at, provider, 0];
  }
}
