import { describe, expect, it } from 'vitest';
import { systemClock, throughSleep } from '../../src/mailing/clock.ts';

describe('elapsed time', () => {
  it('goes on while the machine sleeps, and never back', () => {
    let [ticks, up] = [5_000, 90_000];
    const elapsed = throughSleep(
      () => ticks,
      () => up,
    );
    const awake = (milliseconds: number) => {
      ticks += milliseconds;
      up += milliseconds;
    };
    expect(elapsed()).toBe(5_000);
    awake(10_000);
    expect(elapsed()).toBe(15_000);
    up += 8 * 3_600_000;
    expect(elapsed()).toBe(15_000);
    awake(1_000);
    expect(elapsed()).toBe(16_000 + 8 * 3_600_000);
    awake(500);
    expect(elapsed()).toBe(16_500 + 8 * 3_600_000);
    up -= 60_000;
    awake(5_000);
    expect(elapsed()).toBe(21_500 + 8 * 3_600_000);
  });

  it('does not take a clock that is a little unsteady for sleep', () => {
    let ticks = 0;
    let drift = 0;
    const elapsed = throughSleep(
      () => ticks,
      () => ticks + drift,
    );
    for (drift of [900, -1500, 1900, 0]) {
      ticks += 2_000;
      expect(elapsed()).toBe(ticks);
    }
  });

  it('of the system only grows', () => {
    let before = systemClock.elapsed();
    for (let i = 0; i < 1000; i += 1) {
      const now = systemClock.elapsed();
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });
});
