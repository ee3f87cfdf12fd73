import { Failure } from '../finding/failure.ts';
import { type Limits, limitsFrom } from '../mailing/pace/limits.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import { parseRate, type Rate } from '../newsletter/rate.ts';
import type { Mailing } from '../store/mailings.ts';

/**
 * How fast a mailing may go: as the settings say, with the rate of `--rate` in place of theirs. A mailing that was
 * begun with `--rate` keeps to it, unless another one is asked for now.
 * @throws {Failure} `usage/rate`
 */
export function limitsAtDesk(
  { settings }: Newsletter,
  options: { readonly rate?: string },
  about: { readonly outbox: boolean; readonly mailing?: Mailing },
): Limits {
  const text = options.rate ?? about.mailing?.rate ?? undefined;
  return limitsFrom(settings.sending, {
    rate: text === undefined ? undefined : rateOf(text),
    outbox: about.outbox,
  });
}

function rateOf(text: string): Rate {
  const read = parseRate(text);
  if (read.ok) return read.rate;
  const [fault = '', advice = ''] = read.fault.split('; ');
  throw new Failure('usage', 'usage/rate', `--rate ${text} ${fault}`, {
    advice: `${advice[0]?.toUpperCase()}${advice.slice(1)}.`,
    undone: 'Nothing was sent.',
  });
}
