import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/mailing/clock.ts';
import type { EngineEvent } from '../../../src/mailing/engine/events.ts';
import { readTraffic } from '../../../src/store/traffic.ts';
import { type ScriptServer, startScriptServer } from '../../smtp/script-server.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { type SmallMailing, setMailing } from '../small-mailing.ts';
import { day, hour, limitsOf, minute, mostWithin } from './world.ts';

/** The engine, a server and a store, and when the server was asked for each reader. */
describe('the engine keeps to', () => {
  let server: ScriptServer;
  let small: SmallMailing;
  let clock: Clock;
  let asked: { readonly domain: string; readonly at: number }[];
  afterEach(async () => {
    await server.close();
    await small.store.close();
  });

  async function begin(readers: readonly string[]): Promise<void> {
    clock = jumpingClock();
    asked = [];
    server = await startScriptServer({
      recipient: (address) => {
        asked.push({ domain: address.split('@')[1] ?? '', at: clock.elapsed() });
        return undefined;
      },
    });
    small = await setMailing(readers);
  }

  const times = (...domains: string[]) =>
    asked.filter(({ domain }) => domains.length === 0 || domains.includes(domain)).map(({ at }) => at);

  it('a window, also when it is stopped in the middle and begun again', async () => {
    await begin(Array.from({ length: 40 }, (_, i) => `reader-${i}@example.org`));
    const limits = limitsOf('2/s, 10/min');
    const soft = new AbortController();
    const held: EngineEvent[] = [];
    const watch = (event: EngineEvent) => {
      if (event.kind === 'held') held.push(event);
      if (asked.length === 17) soft.abort();
    };
    await small.run(server, {
      clock,
      limits,
      watch,
      stop: { soft: soft.signal, hard: new AbortController().signal },
    });
    expect(asked.length).toBeLessThan(25);
    await small.reopen({ now: clock.now() });
    await small.run(server, { clock, limits, watch });
    expect((await small.mailing()).state).toBe('done');
    expect(asked.length).toBe(40);
    expect(mostWithin(times(), minute)).toBeLessThanOrEqual(10);
    expect(mostWithin(times(), 480)).toBeLessThanOrEqual(1);
    expect(held).toContainEqual({
      kind: 'held',
      pause: { why: 'no more than 10/min', for: expect.any(Number) },
    });
    const { minutes } = await readTraffic(small.store.db);
    expect(minutes.reduce((sum, { messages }) => sum + messages, 0)).toBe(40);
  });

  it('what one provider may get, and lets the others go', async () => {
    const readers = Array.from({ length: 12 }, (_, i) => [
      `a${i}@gmail.com`,
      `b${i}@googlemail.com`,
      `c${i}@example.org`,
    ]);
    await begin(readers.flat());
    await small.run(server, { clock, limits: limitsOf('', { providers: { 'gmail.com': '30/s, 6/min' } }) });
    expect((await small.mailing()).state).toBe('done');
    expect(Math.max(...times('example.org'))).toBeLessThan(minute);
    expect(mostWithin(times('gmail.com', 'googlemail.com'), minute)).toBeLessThanOrEqual(6);
    expect(Math.max(...times())).toBeLessThan(5 * minute);
  });

  it('a warm-up over the days', async () => {
    await begin(Array.from({ length: 20 }, (_, i) => `reader-${i}@example.org`));
    await small.run(server, { clock, limits: limitsOf('', { warmup: { start: 3, factor: 2, every: day } }) });
    expect((await small.mailing()).state).toBe('done');
    const days = [0, 0, 0];
    for (const at of times()) days[Math.floor(at / day)]! += 1;
    expect(days).toEqual([3, 6, 11]);
    expect(Math.max(...times())).toBeLessThan(2 * day + hour);
  });
});
