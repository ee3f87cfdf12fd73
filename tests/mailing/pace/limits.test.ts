import { describe, expect, it } from 'vitest';
import { limitsFrom } from '../../../src/mailing/pace/limits.ts';
import type { Settings } from '../../../src/newsletter/settings.ts';
import { day, rateOf } from './world.ts';

const sending = {
  rate: rateOf('40/s'),
  providers: {
    'Googlemail.com': rateOf('20/s'),
    'hotmail.fr': rateOf('600/min'),
    'example.org': rateOf('1/s'),
  },
  warmup: { start: 50, factor: 2, every: day },
} as unknown as Settings['sending'];

describe('the limits of a mailing', () => {
  it('are those of the settings, with providers by the name they have in common', () => {
    const { rate, providers, warmup, remembered } = limitsFrom(sending, { outbox: false });
    expect(rate).toEqual(rateOf('40/s'));
    expect([...providers.keys()]).toEqual(['gmail.com', 'outlook.com', 'example.org']);
    expect({ warmup, remembered }).toEqual({ warmup: sending.warmup, remembered: true });
  });

  it('take another rate in place of the settings’, and nothing else', () => {
    const limits = limitsFrom(sending, { rate: rateOf('9/s'), outbox: false });
    expect(limits).toEqual({ ...limitsFrom(sending, { outbox: false }), rate: rateOf('9/s') });
  });

  it('are kept in the outbox, but nothing is begun or used up there', () => {
    const limits = limitsFrom(sending, { outbox: true });
    expect(limits).toEqual({
      ...limitsFrom(sending, { outbox: false }),
      warmup: undefined,
      remembered: false,
    });
  });
});
