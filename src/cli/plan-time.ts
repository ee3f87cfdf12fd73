import type { Forecast, MailingForecast } from '../mailing/pace/forecast.ts';
import type { Limits } from '../mailing/pace/limits.ts';
import { describeDuration } from '../newsletter/duration.ts';
import { formatLimit, perSecond, type Rate } from '../newsletter/rate.ts';

/** How long a mailing takes, and which limit it is that makes it so; nothing where none holds it up. */
export function timeRow(limits: Limits, forecast: MailingForecast): string | undefined {
  const { begins, takes, last } = forecast;
  if (limits.rate.length === 0 && takes === 0) return undefined;
  const own = last && (limits.providers.get(last.provider) ?? []);
  const at = last
    ? `: ${last.messages} of them go to ${last.provider}${pace(own ?? [], last)}`
    : pace(limits.rate, forecast);
  const begin = begins < 60_000 ? '' : `; the first goes out in ${describeDuration(begins)}`;
  return `about ${describeDuration(takes)}${at}${begin}`;
}

/** ` at 40/s, but no more than 14000/h`: the limit that is spread evenly, and the one that is met on the way. */
function pace(rate: Rate, { why }: Forecast): string {
  if (rate.length === 0) return why === undefined ? '' : `: ${why}`;
  return ` at ${evenly(rate)}${why === undefined ? '' : `, but ${why}`}`;
}

/** A limit of a minute or longer says little about how fast it goes: `14000/h, evenly 3.9 a second`. */
function evenly(rate: Rate): string {
  const [finest] = rate;
  const each = perSecond(rate);
  if (!finest || !each) return '';
  if (finest.per === 'second') return formatLimit(finest);
  return `${formatLimit(finest)}, evenly ${each >= 1 ? `${brief(each)} a second` : `one every ${gap(1000 / each)}`}`;
}

function gap(milliseconds: number): string {
  return milliseconds < 10_000 ? `${brief(milliseconds / 1000)} s` : describeDuration(milliseconds);
}

function brief(number: number): string {
  return String(Number(number.toFixed(1)));
}
