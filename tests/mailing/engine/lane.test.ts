import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lanesOf } from '../../../src/mailing/engine/lane.ts';
import { jumpingClock } from '../jumping-clock.ts';

/** How many connections each server has, by their weights. */
function share(weights: readonly number[], connections: number): number[] {
  const connect = () => Promise.reject(new Error('nobody connects'));
  const routes = weights.map((weight, i) => ({
    server: { name: `server ${i}`, describe: '', connect },
    weight,
  }));
  return lanesOf(routes, connections, jumpingClock()).map((lane) => lane.connections);
}

describe('the connections', () => {
  it.each([
    [[1, 1], 5, [3, 2]],
    [[1, 1, 1], 5, [2, 2, 1]],
    [[2, 1], 5, [3, 2]],
    [[3, 1], 10, [8, 2]],
    [[98, 1, 1], 5, [3, 1, 1]],
    [[1], 5, [5]],
  ])('of servers that weigh %j are shared out of %i as %j', (weights, connections, shares) => {
    expect(share(weights, connections)).toEqual(shares);
  });

  it('are as many as are set, however the servers weigh, and each has its part to within one', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 8, max: 100 }), (all, connections) => {
        const shares = share(all, connections);
        expect(shares.reduce((sum, one) => sum + one)).toBe(connections);
        expect(Math.min(...shares)).toBeGreaterThan(0);
        const whole = all.reduce((sum, one) => sum + one);
        const parts = all.map((weight) => (connections * weight) / whole);
        for (const [i, part] of parts.entries()) {
          // Who has one because nobody has none takes it from the others.
          if (Math.min(...parts) >= 1) expect(Math.abs(shares[i]! - part)).toBeLessThan(1);
          expect(shares[i]! - part).toBeLessThan(1);
        }
      }),
    );
  });

  it('are one for each where there are more servers than that', () => {
    expect(share([5, 1, 1], 2)).toEqual([1, 1, 1]);
  });
});
