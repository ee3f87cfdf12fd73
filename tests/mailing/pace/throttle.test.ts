import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Throttle } from '../../../src/mailing/pace/throttle.ts';
import { lengthOf, type Rate } from '../../../src/newsletter/rate.ts';
import { noTraffic } from '../../../src/store/traffic.ts';
import { day, hour, limitsOf, minute, mostWithin, rateOf, Sender, second, WorldClock } from './world.ts';

/** Small enough that a schedule of a few hundred messages meets every one of them. */
const rates = fc.constantFrom(
  ...['5/s', '5/min', '7/h', '20/d', '3/s, 20/min', '2/s, 30/h', '10/min, 40/h', '1/s, 12/min, 50/h, 60/d'],
  ...['0.5/s', '0.5/min', '1.5/min', '20/min, 3/h', '100/s, 40/min'],
);

type Step =
  | { readonly kind: 'send'; readonly length: number }
  | { readonly kind: 'idle'; readonly length: number }
  | { readonly kind: 'giveBack'; readonly index: number }
  | { readonly kind: 'restart'; readonly away: number; readonly age: number; readonly set: number }
  | { readonly kind: 'set'; readonly by: number };

const stretch = fc.oneof(
  fc.integer({ min: 0, max: 5 * second }),
  fc.integer({ min: 0, max: 5 * minute }),
  fc.integer({ min: 0, max: 3 * hour }),
);
const send = stretch.map((length): Step => ({ kind: 'send', length }));
const idle = stretch.map((length): Step => ({ kind: 'idle', length }));
const giveBack = fc.nat(5).map((index): Step => ({ kind: 'giveBack', index }));
const age = fc.integer({ min: 0, max: 30 * day });
const restart = fc.tuple(stretch, age).map(([away, age]): Step => ({ kind: 'restart', away, age, set: 0 }));
const settings = fc.oneof(
  fc.integer({ min: -hour, max: hour }),
  fc.integer({ min: -400 * day, max: 400 * day }),
  fc.constantFrom(-day, day, -hour, hour, 3 * second),
);
const set = settings.map((by): Step => ({ kind: 'set', by }));
/** A clock that is set back while nobody sends. Set forward, it cannot be told from time that passes. */
const restartSetBack = fc
  .tuple(stretch, age, settings)
  .map(([away, age, by]): Step => ({ kind: 'restart', away, age, set: -Math.abs(by) }));

function play(sender: Sender, steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.kind === 'send') sender.sendFor(step.length);
    if (step.kind === 'idle') sender.clock.real += step.length;
    if (step.kind === 'giveBack') sender.giveBack(sender.sent.length - 1 - step.index);
    if (step.kind === 'restart') sender.restart(step.away, step);
    if (step.kind === 'set') {
      sender.clock.set(step.by);
      sender.record.add(sender.throttle.drain());
    }
  }
}

/** Of a rate, as a person would check it with a list of times. */
function expectWithin(rate: Rate, times: readonly number[]): void {
  for (const { messages, per } of rate.filter(({ per }) => per !== 'second')) {
    const whole = Math.max(1, Math.floor(messages));
    const span = (lengthOf[per] * whole) / messages;
    expect(mostWithin(times, span), `${messages} a ${per}`).toBeLessThanOrEqual(whole);
  }
}

function realTimes(sender: Sender): number[] {
  return sender.sent.map(({ real }) => real);
}

/** Long enough for the longest window, a minute that is counted to its end, and a step of the window. */
const longest = day + 2 * minute;

function expectToGoOn(sender: Sender): void {
  const before = sender.sent.length;
  const start = sender.clock.real;
  for (let asked = 0; sender.sent.length === before; asked += 1) {
    const wait = sender.ask();
    expect(asked, 'asked again and again').toBeLessThan(10);
    sender.clock.real += wait;
  }
  expect(sender.clock.real - start).toBeLessThanOrEqual(longest);
}

describe('a rate', () => {
  it('is kept in every window, whatever is sent when and given back, and never stops for ever', () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(fc.oneof(send, idle, giveBack), { maxLength: 12, size: 'max' }),
        (rate, steps) => {
          const sender = new Sender(limitsOf(rate));
          play(sender, steps);
          expectToGoOn(sender);
          expectWithin(rateOf(rate), realTimes(sender));
        },
      ),
    );
  });

  it('is spread evenly, whenever it is asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('1/s', '7/s', '40/s', '300/s', '2000/s', '600/min', '14000/h', '90000/d'),
        fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 2, maxLength: 300, size: 'max' }),
        (rate, pauses) => {
          const sender = new Sender(limitsOf(rate));
          for (const pause of pauses) {
            sender.clock.real += pause;
            sender.ask();
          }
          const [{ messages, per }] = rateOf(rate) as [Rate[number]];
          const gap = lengthOf[per] / messages;
          const times = realTimes(sender);
          for (let first = 0; first < times.length; first += 1) {
            for (let last = first + 1; last < times.length; last += 1) {
              const least = (last - first) * gap - 10.001;
              expect((times[last] as number) - (times[first] as number)).toBeGreaterThanOrEqual(least);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['1/s', 60, 60],
    ['40/s', 60, 2400],
    ['600/min', 600, 6000],
    ['14000/h', 3600, 14_000],
    ['50000/d', 7200, 4166],
  ])('of %s is used fully: in %d seconds %d messages', (rate, seconds, messages) => {
    const sender = new Sender(limitsOf(rate));
    sender.sendFor(seconds * second);
    expect(sender.sent.length).toBeGreaterThanOrEqual(Math.floor(messages * 0.999));
    expect(sender.sent.length).toBeLessThanOrEqual(messages + 1);
  });

  it.each(['600/min', '14000/h', '3/min', '50000/d'])(
    'of %s alone never rests: its window is never full',
    (rate) => {
      const sender = new Sender(limitsOf(rate));
      const [{ messages, per }] = rateOf(rate) as [Rate[number]];
      sender.sendFor(2.5 * lengthOf[per], 'example.org', 60_000);
      const times = realTimes(sender);
      const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
      expect(Math.max(...gaps.slice(0, 50_000))).toBeLessThan((1.001 * lengthOf[per]) / messages);
    },
  );

  it('is reached although timers wake late, up to 2,000 a second', () => {
    const sender = new Sender(limitsOf('2000/s'));
    let late = 0;
    while (sender.clock.real < 10 * second) {
      const wait = sender.ask();
      if (wait === 0) continue;
      // A timer of Node: whole milliseconds, one at least, and a little after.
      late = (late + 0.37) % 3;
      sender.clock.real += Math.max(1, Math.ceil(wait)) + late;
    }
    expect(sender.sent.length).toBeGreaterThan(19_900);
    expect(mostWithin(realTimes(sender), 20)).toBeLessThanOrEqual(60 + 1);
  });

  it('begins at once and keeps its steps', () => {
    const sender = new Sender(limitsOf('4/s'));
    sender.sendFor(second);
    expect(realTimes(sender)).toEqual([0, 250, 500, 750, 1000]);
    sender.clock.real += 10 * second;
    sender.sendFor(second);
    expect(realTimes(sender).slice(5)).toEqual([11_000, 11_250, 11_500, 11_750, 12_000]);
  });

  it('of several limits spreads the finest, and rests when a window is full', () => {
    const sender = new Sender(limitsOf('10/s, 100/min'));
    sender.sendFor(2 * minute);
    const times = realTimes(sender);
    expect(times[99]).toBeCloseTo(9_900, 0);
    expect(times[100]).toBeGreaterThanOrEqual(minute);
    expect(times[100]).toBeLessThan(minute + 100);
    expect(sender.sent.length).toBe(200);
  });

  it('costs nothing where there is none', () => {
    const sender = new Sender(limitsOf(''));
    for (let i = 0; i < 1000; i += 1) expect(sender.ask()).toBe(0);
    expect(sender.record.minutes()).toMatchObject([{ provider: '', messages: 1000 }]);
  });
});

describe('a refusal', () => {
  it('tells of a window, and until when, but not of even spacing', () => {
    const clock = new WorldClock();
    const throttle = new Throttle(
      clock,
      limitsOf('2/s, 3/min', { providers: { 'gmail.com': '1/s, 1/h' } }),
      noTraffic,
    );
    expect(throttle.admit('gmail.com')).toEqual({ ok: true, at: 0 });
    expect(throttle.admit('example.org')).toEqual({ ok: false, wait: 500 });
    clock.real = 500;
    expect(throttle.admit('googlemail.com')).toMatchObject({
      ok: false,
      why: 'no more than 1/h to gmail.com',
    });
    expect(throttle.admit('example.org').ok).toBe(true);
    clock.real = 1000;
    expect(throttle.admit('example.org').ok).toBe(true);
    clock.real = 1500;
    const refused = throttle.admit('example.org');
    expect(refused).toMatchObject({ ok: false, why: 'no more than 3/min' });
    expect(!refused.ok && refused.wait).toBeGreaterThan(58_000);
    expect(!refused.ok && refused.wait).toBeLessThan(59_000);
  });

  it('tells of even spacing too where a person would wonder', () => {
    const throttle = new Throttle(new WorldClock(), limitsOf('6/h'), noTraffic);
    expect(throttle.admit('example.org').ok).toBe(true);
    expect(throttle.admit('example.org')).toMatchObject({ ok: false, why: 'no more than 6/h, evenly' });
  });

  it('takes nothing', () => {
    const domains = fc.constantFrom('gmail.com', 'googlemail.com', 'hotmail.fr', 'example.org');
    const asks = fc.array(fc.tuple(domains, fc.nat(900), fc.boolean()), { maxLength: 120, size: 'max' });
    const limits = limitsOf('3/s, 40/min', {
      providers: { 'gmail.com': '1/s, 9/min', 'outlook.com': '2/h' },
    });
    fc.assert(
      fc.property(asks, (steps) => {
        const clock = new WorldClock();
        const [asked, spared] = [
          new Throttle(clock, limits, noTraffic),
          new Throttle(clock, limits, noTraffic),
        ];
        for (const [domain, pause, insist] of steps) {
          clock.real += pause;
          const admission = asked.admit(domain);
          if (admission.ok) expect(spared.admit(domain)).toEqual(admission);
          else if (insist) expect(asked.admit(domain)).toEqual(admission);
        }
        expect(asked.drain()).toEqual(spared.drain());
      }),
    );
  });
});

describe('a place that is given back', () => {
  it('leaves room for another message at once, and does not count', () => {
    const sender = new Sender(limitsOf('100/s, 3/h'));
    sender.sendFor(second);
    expect(sender.sent.length).toBe(3);
    expect(sender.ask()).toBeGreaterThan(59 * minute);
    sender.giveBack(1);
    expect(sender.ask()).toBe(0);
    expect(sender.record.minutes()).toMatchObject([{ messages: 3 }]);
  });

  it('may be a minute old, and is taken from the minute that counted it', () => {
    const sender = new Sender(limitsOf('', { providers: { 'gmail.com': '100/h' } }));
    sender.ask('gmail.com');
    sender.clock.real += 5 * minute;
    sender.ask('gmail.com');
    sender.giveBack(0);
    expect(sender.record.minutes().map(({ provider, messages }) => [provider, messages])).toEqual([
      ['gmail.com', 0],
      ['gmail.com', 1],
    ]);
  });
});

describe('limits of a provider', () => {
  it('hold for all its domains together, and for nobody else', () => {
    const domains = fc.constantFrom(
      'gmail.com',
      'googlemail.com',
      'hotmail.com',
      'live.nl',
      'example.org',
      'web.de',
    );
    const limits = limitsOf('', { providers: { 'gmail.com': '2/s, 20/min', 'outlook.com': '30/h' } });
    fc.assert(
      fc.property(fc.array(fc.tuple(domains, fc.nat(4000)), { maxLength: 300, size: 'max' }), (asks) => {
        const sender = new Sender(limits);
        for (const [domain, pause] of asks) {
          sender.clock.real += pause;
          const wait = sender.ask(domain);
          if (domain === 'example.org' || domain === 'web.de') expect(wait).toBe(0);
        }
        const of = (...names: string[]) =>
          sender.sent.filter(({ domain }) => names.includes(domain)).map(({ real }) => real);
        expect(mostWithin(of('gmail.com', 'googlemail.com'), 490)).toBeLessThanOrEqual(1);
        expectWithin(rateOf('20/min'), of('gmail.com', 'googlemail.com'));
        expectWithin(rateOf('30/h'), of('hotmail.com', 'live.nl'));
      }),
    );
  });

  it('hold beside the limit of all', () => {
    const sender = new Sender(limitsOf('10/min', { providers: { 'gmail.com': '8/min' } }));
    for (let i = 0; i < 3000; i += 1) {
      sender.ask(i % 2 === 0 ? 'gmail.com' : 'example.org');
      sender.clock.real += 100;
    }
    expectWithin(rateOf('10/min'), realTimes(sender));
    const gmail = sender.sent.filter(({ domain }) => domain === 'gmail.com').map(({ real }) => real);
    expectWithin(rateOf('8/min'), gmail);
    expect(sender.sent.length).toBeGreaterThan(45);
  });
});

describe('a window', () => {
  it('outlives the process that filled it, whenever that is killed', () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(fc.oneof(send, idle, giveBack, restart), { maxLength: 14, size: 'max' }),
        (rate, steps) => {
          const sender = new Sender(limitsOf(rate));
          play(sender, steps);
          expectToGoOn(sender);
          expectWithin(rateOf(rate), realTimes(sender));
        },
      ),
    );
  });

  it('is neither overrun nor closed for ever because somebody sets the clock', () => {
    const steps = fc.array(fc.oneof(send, idle, giveBack, restart, set, set, restartSetBack), {
      maxLength: 14,
      size: 'max',
    });
    fc.assert(
      fc.property(rates, steps, (rate, steps) => {
        const sender = new Sender(limitsOf(rate));
        play(sender, steps);
        expectToGoOn(sender);
        expectWithin(rateOf(rate), realTimes(sender));
      }),
      { numRuns: 300 },
    );
  });

  it('is not closed by counts that a wrong clock put into the future', () => {
    const sender = new Sender(limitsOf('5/h'));
    sender.clock.set(400 * day);
    sender.sendFor(6 * hour);
    sender.restart(minute, { set: -400 * day });
    sender.sendFor(10 * hour);
    sender.restart(day);
    const before = sender.sent.length;
    sender.sendFor(2 * hour);
    expect(sender.sent.length - before).toBeGreaterThanOrEqual(9);
    expectWithin(rateOf('5/h'), realTimes(sender));
  });

  it('is kept although a clock that is nudged by less than a blink is believed', () => {
    const sender = new Sender(limitsOf('1/min'), new WorldClock(Date.parse('2026-12-01T09:14:59.950Z')));
    sender.ask();
    sender.clock.set(99);
    sender.restart(59_940);
    sender.clock.real += sender.ask();
    sender.sendFor(second);
    expect(realTimes(sender)).toHaveLength(2);
    expect(realTimes(sender)[1]).toBeGreaterThanOrEqual(minute);
  });

  it('loses little to a restart', () => {
    const sender = new Sender(limitsOf('600/h'));
    for (let i = 0; i < 6; i += 1) {
      sender.sendFor(hour);
      sender.restart(second);
    }
    expect(sender.sent.length).toBeGreaterThan(3400);
    expectWithin(rateOf('600/h'), realTimes(sender));
  });

  it('of a lower rate than before waits until what went out has left it', () => {
    const sender = new Sender(limitsOf('100/s, 1000/h'));
    sender.sendFor(minute);
    expect(sender.sent.length).toBe(1000);
    const lower = new Sender(limitsOf('100/h'), sender.clock, sender.record);
    const wait = lower.ask();
    expect(wait).toBeGreaterThan(58 * minute);
    expect(wait).toBeLessThanOrEqual(hour + minute);
    lower.sendFor(3 * hour);
    expect(lower.sent.length).toBeGreaterThan(180);
  });
});

describe('senders that share a store', () => {
  it('share every limit between them', () => {
    const limits = limitsOf('20/s, 200/min', { providers: { 'gmail.com': '60/min' } });
    const first = new Sender(limits);
    const second = new Sender(limits, first.clock, first.record);
    const both = [first, second];
    for (const { throttle } of both) throttle.share(2);
    for (let tick = 0; tick < 200_000; tick += 10) {
      first.clock.real = tick;
      for (const sender of both) sender.ask(tick % 30 === 0 ? 'gmail.com' : 'example.org');
      if (tick % 5000 === 0)
        for (const { throttle, record } of both) throttle.recount(record.minutes(throttle.recountSince));
    }
    const sent = both.flatMap((sender) => sender.sent);
    expectWithin(
      rateOf('200/min'),
      sent.map(({ real }) => real),
    );
    expectWithin(
      rateOf('60/min'),
      sent.filter(({ domain }) => domain === 'gmail.com').map(({ real }) => real),
    );
    expect(sent.length).toBeGreaterThan(640);
    for (const sender of both) {
      expect(mostWithin(realTimes(sender), 89)).toBeLessThanOrEqual(1);
      expect(sender.sent.length / sent.length).toBeGreaterThan(0.4);
    }
  });

  it('do not count their own mail twice', () => {
    const sender = new Sender(limitsOf('100/s, 100/h'));
    sender.sendFor(minute, 'example.org', 60);
    for (let i = 0; i < 3; i += 1) sender.throttle.recount(sender.record.minutes());
    sender.sendFor(minute);
    expect(sender.sent.length).toBe(100);
  });

  it('count what the others sent, and leave the whole limit to the last one', () => {
    const limits = limitsOf('100/s, 100/h');
    const first = new Sender(limits);
    const second = new Sender(limits, first.clock, first.record);
    first.sendFor(minute, 'example.org', 60);
    second.throttle.share(2);
    second.throttle.recount(second.record.minutes(second.throttle.recountSince));
    second.sendFor(minute);
    expect(second.sent.length).toBe(40);
    second.throttle.share(1);
    second.sendFor(58 * minute);
    expect(second.sent.length).toBe(40);
    second.sendFor(5 * minute);
    expect(second.sent.length).toBe(140);
    expectWithin(rateOf('100/h'), [...realTimes(first), ...realTimes(second)]);
  });
});

describe('what is drained', () => {
  it('is every message once, by minute and provider', () => {
    const domains = fc.constantFrom('gmail.com', 'googlemail.com', 'example.org');
    const asks = fc.array(fc.tuple(domains, fc.nat(50 * second), fc.boolean(), fc.boolean()), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(asks, (steps) => {
        const sender = new Sender(limitsOf('', { providers: { 'gmail.com': '100/s' } }));
        const expected = new Map<string, number>();
        for (const [domain, pause, drains, back] of steps) {
          sender.clock.real += pause;
          const admission = sender.throttle.admit(domain);
          if (!admission.ok) continue;
          if (back) sender.throttle.giveBack(domain, admission.at);
          const key = `${Math.floor(sender.clock.now() / minute) * minute} ${domain === 'example.org' ? '' : 'gmail.com'}`;
          if (!back) expected.set(key, (expected.get(key) ?? 0) + 1);
          if (drains) sender.record.add(sender.throttle.drain());
        }
        sender.record.add(sender.throttle.drain());
        const found = [...sender.record.rows].filter(([, { messages }]) => messages !== 0);
        expect(new Map(found.map(([key, { messages }]) => [key, messages]))).toEqual(expected);
        expect(sender.throttle.drain()).toEqual({ counts: [], clock: undefined });
      }),
    );
  });

  it('is nothing where nothing is to be remembered', () => {
    const throttle = new Throttle(new WorldClock(), { ...limitsOf('1/h'), remembered: false }, noTraffic);
    throttle.admit('example.org');
    expect(throttle.drain()).toEqual({ counts: [], clock: undefined });
  });
});
