import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, hour, limitsOf, minute, Sender, second, WorldClock } from './world.ts';

const doubling = { start: 50, factor: 2, every: day };

/** The beginning of the hour in which the first message went out, in real time. */
const begin = -(Date.parse('2026-12-01T09:14:07Z') - Date.parse('2026-12-01T09:00:00Z'));

/** A clock tells whole milliseconds; each time it is asked where time stands, one may be lost. */
const blink = 50;

/** How many went out in each period from the first on. */
function byPeriod(sender: Sender, every: number): number[] {
  const counts: number[] = [];
  for (const { real } of sender.sent) {
    const period = Math.floor((real - begin + blink) / every);
    counts[period] = (counts[period] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

describe('a warm-up', () => {
  it('lets twice as many go each day where as many are to go', () => {
    const sender = new Sender(limitsOf('', { warmup: doubling }));
    sender.sendFor(5.5 * day);
    expect(byPeriod(sender, day)).toEqual([50, 100, 200, 400, 800, 1600]);
  });

  it('begins with the first message, at whatever hour that is', () => {
    const sender = new Sender(limitsOf('', { warmup: doubling }));
    sender.clock.real += 5 * hour;
    sender.sendFor(minute);
    expect(sender.sent.length).toBe(50);
    expect(sender.ask()).toBe(day - (sender.clock.now() - Date.parse('2026-12-01T14:00:00Z')));
  });

  it('says what it allows, and until when', () => {
    const sender = new Sender(limitsOf('', { warmup: doubling }));
    sender.sendFor(second);
    const until = Date.parse('2026-12-02T09:00:00Z') - sender.clock.now();
    const refused = { ok: false, wait: until, why: 'the warm-up allows 50 a day for now' };
    expect(sender.throttle.admit('example.org')).toEqual(refused);
    sender.clock.real += until;
    sender.sendFor(second);
    expect(sender.throttle.admit('example.org')).toMatchObject({
      why: 'the warm-up allows 100 a day for now',
    });
    const halfDays = new Sender(limitsOf('', { warmup: { ...doubling, every: 12 * hour } }));
    halfDays.sendFor(second);
    expect(halfDays.throttle.admit('example.org')).toMatchObject({
      why: 'the warm-up allows 50 in 12 h for now',
    });
  });

  it('goes by what was really sent: silence and small mailings earn little', () => {
    const sender = new Sender(limitsOf('', { warmup: doubling }));
    sender.sendFor(day, 'example.org', 20);
    sender.clock.real += 30 * day;
    sender.sendFor(3 * day);
    expect(byPeriod(sender, day).slice(-4)).toEqual([50, 100, 200, 400]);
  });

  it('does not begin again after a silence', () => {
    const sender = new Sender(limitsOf('', { warmup: doubling }));
    sender.sendFor(2.5 * day);
    sender.clock.real += 7 * day;
    const before = sender.sent.length;
    sender.sendFor(minute);
    expect(sender.sent.length - before).toBe(400);
  });

  it('is held by whatever sender, and whatever the clock is set to', () => {
    const away = fc.oneof(fc.nat(3 * hour), fc.nat(30 * hour));
    const steps = fc.array(
      fc.record({
        send: fc.oneof(fc.nat(hour), fc.nat(40 * hour)),
        most: fc.nat(300),
        away,
        set: fc.oneof(fc.constant(0), fc.integer({ min: 200, max: 50 * day })),
        back: fc.boolean(),
        restart: fc.boolean(),
      }),
      { maxLength: 12, size: 'max' },
    );
    const warmups = fc.constantFrom(
      { start: 5, factor: 2, every: day },
      { start: 3, factor: 1.5, every: 6 * hour },
      { start: 1, factor: 1.2, every: hour },
      { start: 10, factor: 1, every: day },
    );
    fc.assert(
      fc.property(warmups, steps, (warmup, steps) => {
        const sender = new Sender(limitsOf('', { warmup }));
        sender.ask();
        for (const { send, most, away, set, back, restart } of steps) {
          sender.sendFor(send, 'example.org', most);
          if (restart) sender.restart(away);
          else sender.clock.real += away;
          sender.clock.set(back ? -set : set);
          sender.record.add(sender.throttle.drain());
        }
        let best = 0;
        for (const [period, count] of byPeriod(sender, warmup.every).entries()) {
          expect(count).toBeLessThanOrEqual(Math.max(warmup.start, Math.ceil(best * warmup.factor)));
          expect(count).toBeLessThanOrEqual(warmup.start * warmup.factor ** period);
          best = Math.max(best, count);
        }
        const wait = sender.ask();
        sender.clock.real += wait;
        expect(wait).toBeLessThanOrEqual(warmup.every);
        if (wait > 0) expect(sender.ask()).toBe(0);
      }),
    );
  });

  it('grows even from one', () => {
    const sender = new Sender(limitsOf('', { warmup: { start: 1, factor: 1.2, every: hour } }));
    sender.sendFor(40 * hour);
    expect(byPeriod(sender, hour).at(-1)).toBeGreaterThan(100);
  });

  it('is shared by the senders of a store', () => {
    const limits = limitsOf('', { warmup: doubling });
    const first = new Sender(limits);
    const other = new Sender(limits, first.clock, first.record);
    for (const { throttle } of [first, other]) throttle.share(2);
    for (const sender of [first, other]) sender.sendFor(second);
    expect([first.sent.length, other.sent.length]).toEqual([25, 25]);
    for (const { throttle, record } of [first, other]) throttle.recount(record.minutes());
    other.throttle.share(1);
    other.sendFor(second);
    expect(other.sent.length).toBe(25);
  });

  it('gets back what was not used', () => {
    const sender = new Sender(limitsOf('', { warmup: doubling }));
    sender.sendFor(second);
    sender.giveBack(7);
    sender.sendFor(second);
    expect(sender.sent.length).toBe(50);
  });

  it('earns nothing by what was given back', () => {
    const sender = new Sender(limitsOf('', { warmup: doubling }));
    sender.sendFor(second);
    sender.clock.real += day;
    sender.sendFor(second, 'example.org', 60);
    for (let i = 0; i < 20; i += 1) sender.giveBack(i);
    sender.sendFor(second);
    expect(byPeriod(sender, day)).toEqual([30, 60]);
  });

  it('knows the hours into which old minutes were folded', () => {
    const clock = new WorldClock();
    const sender = new Sender(limitsOf('', { warmup: doubling }), clock);
    sender.sendFor(3.5 * day);
    const { record } = sender;
    const hours = record
      .minutes()
      .map(({ at, messages }) => ({ at: Math.floor(at / hour) * hour, messages }));
    record.rows.clear();
    record.soFar = () => ({ clock: record.clock, minutes: [], hours });
    clock.real += 10 * day;
    const later = new Sender(limitsOf('', { warmup: doubling }), clock, record);
    later.sendFor(minute);
    expect(later.sent.length).toBe(800);
  });
});
