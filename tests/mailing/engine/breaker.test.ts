import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Breaker, type Trip } from '../../../src/mailing/engine/breaker.ts';

const words = ['550 5.7.1 No', '554 5.2.1 Disabled', '550 5.1.0 Odd'];
const other = (i: number): string => words[i % words.length] as string;

describe('a server that has begun to refuse everybody', () => {
  /** Notes what became of reader 1, 2, 3, …; gives the trip of the last. */
  const noteAll = (breaker: Breaker, endings: readonly (string | undefined)[], first = 1): Trip | undefined =>
    endings.map((refusal, i) => breaker.note(first + i, refusal)).at(-1);
  const accepted = (count: number): undefined[] => Array(count).fill(undefined);
  const refused = (count: number): string[] => Array(count).fill('550 5.7.1 No');

  it('is told by ten refusals in a row in the same words, whose readers it names', () => {
    const breaker = new Breaker();
    expect(noteAll(breaker, [...accepted(3), ...refused(9)])).toBeUndefined();
    expect(breaker.note(13, '550 5.7.1 No')).toEqual({
      why: '10 refusals in a row in the same words: 550 5.7.1 No',
      subscriberIds: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    });
  });

  it.each([
    ['a copy was taken', undefined],
    ['one was refused in other words', '554 5.2.1 Disabled'],
  ])('is not told by as many when %s in between', (_, between) => {
    const breaker = new Breaker();
    expect(noteAll(breaker, [...refused(9), between, ...refused(9)])).toBeUndefined();
    expect(breaker.note(20, '550 5.7.1 No')?.subscriberIds).toHaveLength(10);
  });

  it('is told by forty refusals among two hundred, and not by thirty-nine', () => {
    for (const [count, trips] of [
      [39, false],
      [40, true],
    ] as const) {
      const breaker = new Breaker();
      const endings = Array.from({ length: 200 }, (_, i) =>
        i % 5 === 0 && i < count * 5 ? other(i / 5) : undefined,
      );
      // Every fifth: the two hundredth is the first that can tell.
      expect(noteAll(breaker, endings.slice(0, -1))).toBeUndefined();
      const trip = breaker.note(200, endings.at(-1));
      expect(trip?.subscriberIds.length).toBe(trips ? 40 : undefined);
      expect(trip?.subscriberIds.slice(0, 3)).toEqual(trips ? [1, 6, 11] : undefined);
    }
  });

  it('is told by nothing but the last ten and the last two hundred, whatever happens in whatever order', () => {
    const ending = fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...words) },
    );
    const run = fc.array(fc.record({ ending, times: fc.constantFrom(1, 1, 1, 1, 1, 9, 10, 60) }), {
      minLength: 60,
      maxLength: 300,
    });
    fc.assert(
      fc.property(run, (runs) => {
        const breaker = new Breaker();
        const all = runs.flatMap(({ ending, times }) =>
          // A long row of refusals alone would end nearly every run in the first way.
          Array.from({ length: ending === undefined || times < 20 ? times : 1 }, () => ending),
        );
        for (const [i, one] of all.entries()) {
          const last = all.slice(Math.max(0, i - 199), i + 1);
          const refusals = last.filter((refusal) => refusal !== undefined).length;
          const row = last.slice(-10);
          const inARow = one !== undefined && row.length === 10 && row.every((refusal) => refusal === one);
          const tooMany = last.length === 200 && refusals >= 40;
          expect(breaker.note(i, one) !== undefined).toBe(inARow || tooMany);
        }
      }),
      { numRuns: 100 },
    );
  });
});
