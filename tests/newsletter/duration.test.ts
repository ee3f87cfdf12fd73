import { describe, expect, it } from 'vitest';
import { describeDuration, parseDuration } from '../../src/newsletter/duration.ts';

describe('a length of time', () => {
  it.each([
    ['0', 0],
    ['90s', 90_000],
    ['1.5 min', 90_000],
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    [' 4d ', 345_600_000],
  ])('%j is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '4', '4 weeks', '-1h', 'h', '1h30m', '1e3s', '0x'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('is told in words', () => {
    const lengths = [0, 4_000, 180_000, 7_800_000, 345_600_000];
    expect(lengths.map(describeDuration)).toEqual(['0 s', '4 s', '3 min', '2 h 10 min', '4 d']);
  });
});
