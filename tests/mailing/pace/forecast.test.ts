import { describe, expect, it } from 'vitest';
import { timeRow } from '../../../src/cli/plan-time.ts';
import { type Destined, forecast } from '../../../src/mailing/pace/forecast.ts';
import type { Limits } from '../../../src/mailing/pace/limits.ts';
import { noTraffic } from '../../../src/store/traffic.ts';
import { day, hour, limitsOf, minute, Sender } from './world.ts';

const now = Date.parse('2026-12-01T09:14:07Z');

function to(recipients: number, toProvider: Readonly<Record<string, number>> = {}): Destined {
  return { recipients, toProvider: new Map(Object.entries(toProvider)) };
}

describe('a forecast', () => {
  it.each([
    ['40/s', 12_001, 5 * minute],
    ['40/s, 14000/h', 14_000, 14_000 / 0.04],
    ['40/s, 14000/h', 14_001, hour],
    ['40/s, 14000/h', 100_000, 7 * hour + 2000 / 0.04],
    ['14000/h', 14_001, hour],
    ['500/d', 2001, 4 * day],
    ['', 1_000_000, 0],
  ])('at %s gives %d messages their time', (rate, messages, length) => {
    const { takes, begins } = forecast(limitsOf(rate), noTraffic, to(messages), now);
    expect(takes).toBeGreaterThanOrEqual(length * 0.999);
    expect(takes).toBeLessThanOrEqual(length * 1.001 + 100);
    expect(begins).toBe(0);
  });

  it('is what the throttle then does', () => {
    const limits = limitsOf('3/s, 50/min, 400/h', { warmup: { start: 300, factor: 2, every: day } });
    const sender = new Sender(limits);
    sender.sendFor(Number.POSITIVE_INFINITY, 'example.org', 1500);
    expect(forecast(limits, noTraffic, to(1500), now).takes).toBeCloseTo(sender.clock.real, 0);
  });

  it('begins when what went out before has left the window', () => {
    const sender = new Sender(limitsOf('100/s, 1000/h'));
    sender.sendFor(minute);
    const { begins, why } = forecast(sender.limits, sender.record.soFar(), to(500), sender.clock.now());
    expect(begins).toBeGreaterThan(58 * minute);
    expect(begins).toBeLessThan(61 * minute);
    expect(why).toBe('no more than 1000/h');
  });

  it('knows the provider that is written to last', () => {
    const limits = limitsOf('40/s', { providers: { 'gmail.com': '20/s', 'outlook.com': '30/s' } });
    const found = forecast(
      limits,
      noTraffic,
      to(100_000, { 'gmail.com': 60_001, 'outlook.com': 10_000 }),
      now,
    );
    expect(found).toMatchObject({ takes: 50 * minute, last: { provider: 'gmail.com', messages: 60_001 } });
    expect(forecast(limits, noTraffic, to(100_000, { 'gmail.com': 10 }), now).last).toBeUndefined();
  });
});

describe('the time in a plan', () => {
  const row = (limits: Limits, whom: Destined, counted = noTraffic) =>
    timeRow(limits, forecast(limits, counted, whom, now));

  it.each([
    ['40/s', 12_000, 'about 5 min at 40/s'],
    ['14000/h', 10_000, 'about 43 min at 14000/h, evenly 3.9 a second'],
    ['6/h', 6, 'about 50 min at 6/h, evenly one every 10 min'],
    ['40/s, 14000/h', 10_000, 'about 4 min at 40/s'],
    ['40/s, 14000/h', 98_001, 'about 7 h at 40/s, but no more than 14000/h'],
    ['50000/d', 20_000, 'about 9 h 36 min at 50000/d, evenly one every 1.7 s'],
    ['500/d', 2000, 'about 4 d at 500/d, evenly one every 3 min'],
  ])('at %s for %d people: %s', (rate, people, words) => {
    expect(row(limitsOf(rate), to(people))).toBe(words);
  });

  it('is not told where nothing takes any', () => {
    expect(row(limitsOf(''), to(1_000_000))).toBeUndefined();
  });

  it('names the warm-up, the provider and a wait before the first', () => {
    const warmup = { start: 50, factor: 2, every: day };
    expect(row(limitsOf('40/s', { warmup }), to(5000))).toBe(
      'about 6 d at 40/s, but the warm-up allows 50 a day for now',
    );
    expect(row(limitsOf('', { warmup }), to(5000))).toBe('about 6 d: the warm-up allows 50 a day for now');
    expect(
      row(
        limitsOf('40/s', { providers: { 'gmail.com': '20/s, 5000/h' } }),
        to(20_000, { 'gmail.com': 12_000 }),
      ),
    ).toBe('about 2 h 2 min: 12000 of them go to gmail.com at 20/s, but no more than 5000/h to gmail.com');
    const sender = new Sender(limitsOf('100/s, 1000/h'));
    sender.sendFor(minute);
    const limits = limitsOf('100/s, 1000/h');
    expect(timeRow(limits, forecast(limits, sender.record.soFar(), to(500), sender.clock.now()))).toMatch(
      /^about 60 min at 100\/s, but no more than 1000\/h; the first goes out in 60 min$/,
    );
  });
});
