import { afterEach, describe, expect, it } from 'vitest';
import { patient } from '../../../src/smtp/timeouts.ts';
import { openServer } from '../../../src/smtp/transport.ts';
import {
  inTurn,
  type Script,
  type ScriptServer,
  say,
  stall,
  startScriptServer,
  wait,
} from '../../smtp/script-server.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { type SmallMailing, setMailing, tallyOf } from '../small-mailing.ts';

const people = (count: number) => Array.from({ length: count }, (_, i) => `reader-${i}@example.org`);
const minute = 60_000;

describe('a round of the engine', () => {
  const servers: ScriptServer[] = [];
  let small: SmallMailing;
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await small.store.close();
  });
  const serve = async (script: Script = {}): Promise<ScriptServer> => {
    const server = await startScriptServer(script);
    servers.push(server);
    return server;
  };

  it.each([2, 60])(
    'hands the %i readers of a server that is left out late to the other one',
    async (count) => {
      const other = await serve();
      // It speaks when the other one has long been done.
      const late = await serve({
        connection: () => ({ mail: inTurn(wait(300), say('550 5.7.1 You may not send')) }),
      });
      small = await setMailing(people(count));
      const routes = [late, other].map(({ url }, i) => ({
        server: openServer({ name: `server ${i}`, url }),
        weight: 1,
      }));
      const leftOut: string[] = [];
      const end = await small.run(routes, {
        tempo: { connections: 2 },
        watch: (event) => event.kind === 'leftOut' && leftOut.push(event.server),
      });
      expect(leftOut).toEqual(['server 0']);
      expect(end.mailing).toMatchObject({ state: 'done', reason: null });
      expect(tallyOf(await small.lines())).toEqual({ accepted: count });
      expect(late.taken).toEqual([]);
      expect(other.taken).toHaveLength(count);
    },
  );

  it.each([
    [1, 5],
    [2, 20],
  ])(
    'ends with its last reader where the server allows %i of %i connections',
    async (mostOpen, connections) => {
      const server = await serve({ mostOpen });
      small = await setMailing(people(30));
      const clock = jumpingClock();
      const end = await small.run(server, { clock, tempo: { connections } });
      expect(end.mailing.state).toBe('done');
      expect(clock.elapsed()).toBeLessThan(minute);
    },
  );

  it('ends with its last reader where one of the servers is at rest for long', async () => {
    const resting = await serve({
      recipient: (_, attempt) =>
        attempt === 1 ? { rcpt: say('421 4.7.28 Too much mail from you') } : undefined,
    });
    const other = await serve();
    small = await setMailing(people(20));
    const clock = jumpingClock();
    const routes = [resting, other].map(({ url }, i) => ({
      server: openServer({ name: `server ${i}`, url }),
      weight: 1,
    }));
    const end = await small.run(routes, { clock, tempo: { connections: 2 } });
    expect(end.mailing.state).toBe('done');
    expect(other.taken).toHaveLength(20);
    expect(clock.elapsed()).toBeLessThan(minute);
  });

  it('ends with its last reader where further connections are never greeted', async () => {
    const server = await serve({ connection: (number) => (number > 2 ? { greeting: stall } : undefined) });
    small = await setMailing(people(50));
    const timeouts = { ...patient, connect: 5 * minute, greeting: 5 * minute };
    const slow = openServer({ name: 'slow', url: server.url, timeouts });
    const end = await small.run(slow, { tempo: { connections: 6 } });
    expect(end.mailing.state).toBe('done');
    // Whoever still waits for its turn to connect need not connect.
    expect(server.connections).toBeLessThanOrEqual(3);
  });
});
