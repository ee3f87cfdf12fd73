import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRate, parseRate, perSecond, type Rate, ratePattern } from '../../src/newsletter/rate.ts';
import { segmentOf } from '../../src/newsletter/segments.ts';
import type { Settings } from '../../src/newsletter/settings.ts';
import { matches } from '../../src/subscribers/segment/matches.ts';

function read(text: string | readonly string[]): Rate {
  const rate = parseRate(text);
  if (!rate.ok) throw new Error(rate.fault);
  return rate.rate;
}

describe('a rate', () => {
  it.each([
    ['40/s', 40],
    ['600/min', 10],
    ['600 / m', 10],
    ['14400/h', 4],
    ['86400/d', 1],
    ['0.5/s', 0.5],
    ['0.5/sec', 0.5],
    ['40 per second', 40],
    ['1 a second', 1],
    ['600 per minute', 10],
    ['14400 an hour', 4],
    [' 86400 per days ', 1],
    ['40/S', 40],
  ])('%s is %d a second', (text, each) => {
    expect(perSecond(read(text))).toBe(each);
  });

  it.each([
    '',
    '40',
    'fast',
    '0/s',
    '-1/s',
    '40/w',
    '40/week',
    '40/s now',
    '1e3/s',
    '40s',
    '40 second',
    '/s',
  ])('%j is none', (text) => expect(parseRate(text)).toMatchObject({ ok: false }));

  it('is several limits with commas between them or as a list, the finest first', () => {
    const limits: Rate = [
      { messages: 40, per: 'second' },
      { messages: 14_000, per: 'hour' },
    ];
    for (const text of ['40/s, 14000/h', '14000 an hour,40/s', ['14000/h', '40/s'], ['40/s,14000/h']]) {
      expect(read(text)).toEqual(limits);
    }
    expect(perSecond(read('14000/h, 40/s'))).toBe(40);
  });

  it.each([
    ['fast', 'is not a rate; write it like 40/s, 600/min, 14000/h or 50000/d'],
    ['40/s, fast', 'holds “fast”, which is not a rate; write it like 40/s, 600/min, 14000/h or 50000/d'],
    ['40/s,', 'has a comma too many; write it like 40/s, 600/min, 14000/h or 50000/d'],
    ['14,000/h', 'has a comma inside a number; write 14,000/h as 14000/h'],
    ['40/s, 1,000,000/d', 'has a comma inside a number; write 14,000/h as 14000/h'],
    ['40/s, 10 per second', 'has two limits a second; keep the lower one'],
    ['1/h, 2/h', 'has two limits an hour; keep the lower one'],
  ])('%j is told to be none: it %s', (text, fault) => {
    expect(parseRate(text)).toEqual({ ok: false, fault });
  });

  it('is read again as it was written, and by editors that know only the pattern', () => {
    const limits = fc
      .uniqueArray(
        fc.record({
          messages: fc.oneof(
            fc.integer({ min: 1, max: 1e9 }),
            fc.integer({ min: 1, max: 9999 }).map((n) => n / 100),
          ),
          per: fc.constantFrom('second' as const, 'minute' as const, 'hour' as const, 'day' as const),
        }),
        { minLength: 1, selector: ({ per }) => per },
      )
      .map((rate) => read(formatRate(rate)));
    fc.assert(
      fc.property(limits, (rate) => {
        expect(read(formatRate(rate))).toEqual(rate);
        expect(formatRate(rate)).toMatch(ratePattern);
      }),
    );
  });
});

describe('a segment', () => {
  const settings = {
    segments: { press: 'tag:press', wrong: 'tag:' },
    fields: { city: {} },
  } as unknown as Settings;

  it('is one of the settings by its name, or a filter as it stands', () => {
    const reader = { tags: ['press'], fields: {} };
    expect(matches(segmentOf(settings, 'press'), reader)).toBe(true);
    expect(matches(segmentOf(settings, 'not tag:press'), reader)).toBe(false);
  });

  it('is refused as a lone word that names nothing, since it would quietly mean nobody', () => {
    expect(() => segmentOf(settings, 'pres')).toThrow('There is no segment “pres”');
    expect(matches(segmentOf(settings, 'city'), { tags: [], fields: { city: 'Bern' } })).toBe(true);
  });

  it('says where it cannot be read, and by which name', () => {
    expect(() => segmentOf(settings, 'wrong')).toThrow('segment “wrong” in newsletter.yaml');
  });

  it('is never something that every object has', () => {
    expect(() => segmentOf(settings, 'constructor')).toThrow('There is no segment “constructor”');
  });
});
