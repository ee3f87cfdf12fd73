import { z } from 'zod';
import { domainOf, parseEmailAddress } from '../address/email-address.ts';
import { providerOf } from '../address/provider.ts';
import { durationPattern, parseDuration } from './duration.ts';
import { parseRate, ratePattern } from './rate.ts';

const hour = 3_600_000;

const written = { type: 'string', pattern: ratePattern.source } as const;

/** `40/s`, `40/s, 14000/h`, or a list of such. */
export const rateSetting = z
  .unknown()
  .meta({ anyOf: [written, { type: 'array', items: written, minItems: 1 }] })
  .transform((value, context) => {
    const read = parseRate(Array.isArray(value) ? value.map(String) : String(value ?? ''));
    if (read.ok) return read.rate;
    context.addIssue({ code: 'custom', message: read.fault, params: { code: 'rate' } });
    return z.NEVER;
  });

const domain = z.string().superRefine((key, context) => {
  if (providerNamed(key) === undefined) context.addIssue({ code: 'custom', message: notADomain(key) });
});

/** Limits by receiving provider; whichever of its domains is named means the provider. */
export const providersSetting = z.record(domain, rateSetting).superRefine((providers, context) => {
  const named = new Map<string | undefined, string>();
  for (const key of Object.keys(providers)) {
    const before = named.get(providerNamed(key));
    named.set(providerNamed(key), key);
    if (before === undefined) continue;
    const message = `means the same provider as ${before}; keep one of the two`;
    context.addIssue({ code: 'custom', message, path: [key], params: { at: 'key' } });
  }
});

/** The provider that a person means by one of its domains; undefined: no domain. */
export function providerNamed(key: string): string | undefined {
  const parsed = parseEmailAddress(`postmaster@${key.trim()}`);
  return parsed.ok ? providerOf(domainOf(parsed.address)) : undefined;
}

function notADomain(key: string): string {
  return parseRate(key).ok
    ? 'stands alone; write several limits in brackets, such as [20/s, 5000/h]'
    : 'is not a domain; write it like gmail.com';
}

const period = z
  .string()
  .meta({ pattern: durationPattern.source })
  .transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined && milliseconds > 0 && milliseconds % hour === 0) return milliseconds;
    context.addIssue({ code: 'custom', message: 'must be whole hours or days; write it like 12h or 1d' });
    return z.NEVER;
  });

/** How a new domain begins. */
export const warmupSetting = z.strictObject({
  start: z.number().int().min(1).describe('So many messages in the first period, and in any.'),
  factor: z
    .number()
    .min(1)
    .max(100)
    .default(2)
    .describe('So many times as many as in the best period before.'),
  every: period.default(24 * hour).describe('How long a period is: 1d, 12h.'),
});
