import { perSecond } from '../../newsletter/rate.ts';
import type { TrafficSoFar } from '../../store/traffic.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from './limits.ts';
import { Throttle } from './throttle.ts';

/** How long so many messages take under their limits, if nothing else holds them up. */
export interface Forecast {
  readonly messages: number;
  /** Milliseconds from now until the first one, and until the last. */
  readonly begins: number;
  readonly takes: number;
  /** What the first long wait is for, if it is more than even spacing. */
  readonly why: string | undefined;
}

/** Of a whole mailing. */
export interface MailingForecast extends Forecast {
  /** The provider that is still written to when all others are done, if one is. */
  readonly last: (Forecast & { readonly provider: string }) | undefined;
}

/** Whom a mailing goes to: how many people, and how many of them to each provider that has limits of its own. */
export interface Destined {
  readonly recipients: number;
  readonly toProvider: ReadonlyMap<string, number>;
}

/** Rehearsed with the throttle itself under a clock that jumps. `now` in milliseconds since 1970. */
export function forecast(limits: Limits, counted: TrafficSoFar, to: Destined, now: number): MailingForecast {
  const all = { ...limits, providers: new Map<string, never>(), remembered: false };
  const whole = rehearse(all, counted, '', to.recipients, now);
  const each = [...limits.providers].map(([provider, rate]) => {
    const own = { ...all, rate: [], warmup: undefined, providers: new Map([[provider, rate]]) };
    return { ...rehearse(own, counted, provider, to.toProvider.get(provider) ?? 0, now), provider };
  });
  const last = each.sort((a, b) => b.takes - a.takes).find(({ takes }) => takes > whole.takes);
  return { ...whole, takes: last?.takes ?? whole.takes, last };
}

function rehearse(
  limits: Limits,
  counted: TrafficSoFar,
  domain: string,
  messages: number,
  now: number,
): Forecast {
  const clock = new RehearsalClock(now);
  const throttle = new Throttle(clock, limits, counted);
  const evenly = 1000 / (perSecond(limits.providers.get(domain) ?? limits.rate) ?? Number.POSITIVE_INFINITY);
  let [begins, longest, why]: [number, number, string | undefined] = [0, evenly, undefined];
  for (let sent = 0; sent < messages; ) {
    const admission = throttle.admit(domain);
    if (admission.ok) {
      if (sent === 0) begins = clock.passed;
      sent += 1;
      continue;
    }
    clock.passed += admission.wait;
    // The first of the long waits: the days of a warm-up are all alike.
    if (admission.wait > 2 * longest) [longest, why] = [admission.wait, admission.why];
  }
  return { messages, begins, takes: clock.passed, why };
}

/** Time passes when somebody says so. */
class RehearsalClock implements Clock {
  passed = 0;
  readonly #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.passed;
  }

  elapsed(): number {
    return this.passed;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.passed += milliseconds;
  }
}
