import type { Rate } from '../../newsletter/rate.ts';
import { providerNamed } from '../../newsletter/sending-limits.ts';
import type { Settings } from '../../newsletter/settings.ts';

/** How a new domain begins: `start` messages in the first period, and never more than `factor` times the best one. */
export interface Warmup {
  readonly start: number;
  readonly factor: number;
  /** Milliseconds; whole hours. */
  readonly every: number;
}

/** How fast a mailing may go. */
export interface Limits {
  /** Of all messages; empty: as fast as the server takes them. */
  readonly rate: Rate;
  /** Of those to one provider, by the name that `providerOf` gives it. */
  readonly providers: ReadonlyMap<string, Rate>;
  readonly warmup: Warmup | undefined;
  /** Whether what goes out is to be remembered in the store. In the outbox nobody receives anything. */
  readonly remembered: boolean;
}

/**
 * What the settings allow, with a rate in place of theirs where one was asked for. Mail to the outbox keeps the rates,
 * so that they can be tried, but is no beginning of anything: it neither warms a domain up nor uses up a day's limit.
 */
export function limitsFrom(
  { rate = [], providers, warmup }: Settings['sending'],
  asked: { readonly rate?: Rate | undefined; readonly outbox: boolean },
): Limits {
  const named = Object.entries(providers).map(([key, limit]) => [providerNamed(key) ?? key, limit] as const);
  return {
    rate: asked.rate ?? rate,
    providers: new Map(named),
    warmup: asked.outbox ? undefined : warmup,
    remembered: !asked.outbox,
  };
}
