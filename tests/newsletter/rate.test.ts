import { describe, expect, it } from 'vitest';
import { parseRate } from '../../src/newsletter/rate.ts';
import { segmentOf } from '../../src/newsletter/segments.ts';
import type { Settings } from '../../src/newsletter/settings.ts';
import { matches } from '../../src/subscribers/segment.ts';

describe('a rate', () => {
  it.each([
    ['40/s', 40],
    ['600/min', 10],
    ['600 / m', 10],
    ['14400/h', 4],
    ['86400/d', 1],
    ['0.5/s', 0.5],
  ])('%s is %d a second', (text, perSecond) => {
    expect(parseRate(text)).toBe(perSecond);
  });

  it.each(['', '40', 'fast', '0/s', '-1/s', '40/w', '40/s now'])('%j is none', (text) => {
    expect(parseRate(text)).toBeUndefined();
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
