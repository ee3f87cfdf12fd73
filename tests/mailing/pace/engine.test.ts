import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../../src/mailing/clock.ts';
import type { EngineEvent } from '../../../src/mailing/engine/events.ts';
import { thisSender } from '../../../src/mailing/identity.ts';
import { takeMailing } from '../../../src/mailing/tenure.ts';
import { claimDeliveries } from '../../../src/store/claims.ts';
import { readTraffic } from '../../../src/store/traffic.ts';
import { type Script, type ScriptServer, say, startScriptServer } from '../../smtp/script-server.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { id, type SmallMailing, setMailing } from '../small-mailing.ts';
import { day, hour, limitsOf, minute, mostWithin, second } from './world.ts';

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

  async function begin(
    readers: readonly string[],
    answer: NonNullable<Script['recipient']> = () => undefined,
  ): Promise<void> {
    clock = jumpingClock();
    asked = [];
    server = await startScriptServer({
      recipient: (address, attempt) => {
        asked.push({ domain: address.split('@')[1] ?? '', at: clock.elapsed() });
        return answer(address, attempt);
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

  const many = (count: number, domain: string) =>
    Array.from({ length: count }, (_, i) => `${domain.slice(0, 2)}${i}@${domain}`);

  it('what one provider may get, and lets those go who stand behind a thousand of its readers', async () => {
    await begin([
      ...many(600, 'gmail.com'),
      ...many(30, 'example.org'),
      ...many(400, 'googlemail.com'),
      ...many(30, 'example.net'),
    ]);
    const written = vi.spyOn(small.store, 'transaction');
    await small.run(server, { clock, limits: limitsOf('', { providers: { 'gmail.com': '1/s' } }) });
    expect((await small.mailing()).state).toBe('done');
    expect(Math.max(...times('example.org', 'example.net'))).toBeLessThan(minute);
    expect(mostWithin(times('gmail.com', 'googlemail.com'), 990)).toBe(1);
    // Not a second is lost between one group of claims and the next.
    expect(Math.max(...times())).toBeLessThan(1010 * 1000);
    expect(asked).toHaveLength(1060);
    // Each is cleared and written; what is beyond that is looking for nobody.
    expect(written.mock.calls.length).toBeLessThan(2.2 * 1060);
  });

  it('limits of two providers without losing whoever is put back or put off, or has another name there', async () => {
    const outlook = ['hotmail.com', 'outlook.de', 'live.com', 'hotmail.fr'].flatMap((name) => many(40, name));
    await begin([...outlook, ...many(150, 'gmail.com'), ...many(20, 'example.org')], (address, attempt) => {
      if (attempt > 1) return undefined;
      if (/\D10@/.test(address)) return { rcpt: say('421 4.3.2 Not now') };
      return /\D15@/.test(address) ? { rcpt: say('450 4.2.1 Later') } : undefined;
    });
    const limits = limitsOf('', { providers: { 'gmail.com': '1/s', 'outlook.com': '6/min' } });
    await small.run(server, { clock, limits, tempo: { wait: day } });
    expect((await small.mailing()).state).toBe('done');
    // Two of each of the six names came twice.
    expect(asked).toHaveLength(160 + 150 + 20 + 12);
    expect(server.taken).toHaveLength(160 + 150 + 20);
    expect(Math.max(...times('example.org', 'gmail.com'))).toBeLessThan(Math.max(...times('hotmail.fr')));
  });

  it('the whole rate beside a sender that only waits', async () => {
    await begin(many(30, 'example.org'));
    await takeMailing({ store: small.store, mailing: id, identity: thisSender(), clock });
    await small.run(server, { clock, limits: limitsOf('10/s') });
    expect(asked).toHaveLength(30);
    expect(Math.max(...times())).toBeLessThan(3 * second);
  });

  it('its own rate in practice, whoever sends in earnest meanwhile', async () => {
    await begin(many(30, 'example.org'));
    const other = thisSender();
    await takeMailing({ store: small.store, mailing: id, identity: other, clock });
    await claimDeliveries(small.store.db, { mailing: id, sender: other.id, limit: 1, now: 1 });
    const soft = new AbortController();
    await small.run(server, {
      clock,
      limits: { ...limitsOf('10/s'), remembered: false },
      watch: ({ kind }) => kind === 'shared' && soft.abort(),
      stop: { soft: soft.signal, hard: new AbortController().signal },
    });
    expect(asked).toHaveLength(29);
    expect(Math.max(...times())).toBeLessThan(3 * second);
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
