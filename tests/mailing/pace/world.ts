import type { Clock } from '../../../src/mailing/clock.ts';
import type { Limits } from '../../../src/mailing/pace/limits.ts';
import { Throttle } from '../../../src/mailing/pace/throttle.ts';
import { parseRate, type Rate } from '../../../src/newsletter/rate.ts';
import type { TrafficCount, TrafficEntry, TrafficSoFar } from '../../../src/store/traffic.ts';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export function rateOf(text: string): Rate {
  const read = parseRate(text);
  if (!read.ok) throw new Error(read.fault);
  return read.rate;
}

export function limitsOf(
  rate: string,
  more: { providers?: Readonly<Record<string, string>>; warmup?: Limits['warmup'] } = {},
): Limits {
  const providers = Object.entries(more.providers ?? {}).map(([name, text]) => [name, rateOf(text)] as const);
  return {
    rate: rate === '' ? [] : rateOf(rate),
    providers: new Map(providers),
    warmup: more.warmup,
    remembered: true,
  };
}

/** Time as it really passes, and the clock on the wall, which people set. Nobody asks it for real time but tests. */
export class WorldClock implements Clock {
  /** Milliseconds since the test began. */
  real = 0;
  /** How long this process has been running is counted from anywhere. */
  #started = 0;
  #wall: number;

  constructor(wall = Date.parse('2026-12-01T09:14:07Z')) {
    this.#wall = wall;
  }

  now(): number {
    return Math.round(this.#wall + this.real);
  }

  elapsed(): number {
    return this.real - this.#started;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.real += milliseconds;
  }

  set(by: number): void {
    this.#wall += by;
  }

  /** Another process, whose elapsed time begins somewhere else. */
  restart(age: number): void {
    this.#started = this.real - age;
  }
}

/** The store's part, as plainly as it can be written. */
export class TrafficRecord {
  readonly rows = new Map<string, TrafficCount>();
  clock: TrafficSoFar['clock'];

  add({ counts, clock }: TrafficEntry): void {
    if (clock) this.clock = { first: this.clock?.first ?? clock.first, ahead: clock.ahead };
    for (const count of counts) {
      const key = `${count.at} ${count.provider}`;
      const before = this.rows.get(key)?.messages ?? 0;
      this.rows.set(key, { ...count, messages: before + count.messages });
    }
  }

  minutes(since = 0): TrafficCount[] {
    return [...this.rows.values()].filter(({ at }) => at >= since).sort((a, b) => a.at - b.at);
  }

  soFar(): TrafficSoFar {
    return { clock: this.clock, minutes: this.minutes(), hours: [] };
  }
}

/** A message that is on its way or was delivered. */
export interface Sent {
  readonly domain: string;
  /** In real time. */
  readonly real: number;
  /** As the throttle named the place. */
  readonly at: number;
}

/** One sender after another at one store, each counted before its message is on the wire. */
export class Sender {
  readonly clock: WorldClock;
  readonly record: TrafficRecord;
  readonly limits: Limits;
  readonly sent: Sent[] = [];
  throttle: Throttle;

  constructor(limits: Limits, clock = new WorldClock(), record = new TrafficRecord()) {
    this.limits = limits;
    this.clock = clock;
    this.record = record;
    this.throttle = new Throttle(clock, limits, record.soFar());
  }

  /** Whether there was a place at once. */
  ask(domain = 'example.org'): number {
    const admission = this.throttle.admit(domain);
    this.record.add(this.throttle.drain());
    if (!admission.ok) return admission.wait;
    this.sent.push({ domain, real: this.clock.real, at: admission.at });
    return 0;
  }

  /** Sends as many as it may for so long, sleeping exactly as it is told. Fails when it gets nowhere. */
  sendFor(length: number, domain = 'example.org', most = Number.POSITIVE_INFINITY): void {
    const end = this.clock.real + length;
    for (let [left, refused] = [most, 0]; left > 0; ) {
      const wait = this.ask(domain);
      refused = wait === 0 ? 0 : refused + 1;
      if (refused > 1000) throw new Error('asked a thousand times, and never a place');
      if (wait === 0) left -= 1;
      else if (this.clock.real + wait > end) break;
      else this.clock.real += wait;
    }
    if (Number.isFinite(end)) this.clock.real = Math.max(this.clock.real, end);
  }

  /** As far as it is a message of the process that runs. */
  giveBack(index: number): void {
    const sent = this.sent[index];
    if (!sent || Number.isNaN(sent.at)) return;
    this.sent.splice(index, 1);
    this.throttle.giveBack(sent.domain, sent.at);
    this.record.add(this.throttle.drain());
  }

  /** The process is killed, and some time later another one begins with what the store holds. */
  restart(away: number, { age = 0, set = 0 } = {}): void {
    // What is on its way when a process dies stays on its way.
    for (const [index, sent] of this.sent.entries()) this.sent[index] = { ...sent, at: Number.NaN };
    this.clock.real += away;
    this.clock.set(set);
    this.clock.restart(age);
    this.throttle = new Throttle(this.clock, this.limits, this.record.soFar());
  }
}

/** The most messages that ever lay in a stretch of so long; the end does not belong to it. */
export function mostWithin(times: readonly number[], span: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let [from, most] = [0, 0];
  for (const [index, time] of sorted.entries()) {
    // A hair less, for what is lost in adding up fractions of milliseconds.
    while (time - (sorted[from] as number) >= span - 1e-3) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
