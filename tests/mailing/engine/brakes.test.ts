import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/mailing/clock.ts';
import type { Outcome } from '../../../src/smtp/outcome.ts';
import type { Server } from '../../../src/smtp/transport.ts';
import {
  hangUp,
  type Script,
  type ScriptServer,
  say,
  startScriptServer,
  takeAndHangUp,
} from '../../smtp/script-server.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { type SmallMailing, setMailing, tallyOf } from '../small-mailing.ts';

const hour = 3_600_000;
const people = Array.from({ length: 300 }, (_, i) => `reader-${i}@example.org`);

describe('a server that goes wrong with every message', () => {
  let server: ScriptServer;
  let small: SmallMailing;
  afterEach(async () => {
    await server.close();
    await small.store.close();
  });
  const begin = async (recipient: NonNullable<Script['recipient']>): Promise<void> => {
    server = await startScriptServer({ recipient });
    small = await setMailing(people);
  };

  it.each([
    ['loses every answer', { final: takeAndHangUp }, 'unknown', 'losses'],
    ['drops the line at every reader', { rcpt: hangUp }, 'deferred', 'losses'],
    ['puts every reader off', { rcpt: say('451 4.7.1 Your address is blocked') }, 'deferred', 'deferrals'],
    ['puts every message off', { final: say('451 4.7.1 Your address is blocked') }, 'deferred', 'deferrals'],
  ] as const)(
    'is left out when it %s, and most readers are still planned',
    async (_, steps, state, trouble) => {
      await begin(() => steps);
      const clock = jumpingClock();
      const end = await small.run(server, { clock });
      expect(end.rest).toMatchObject({ kind: 'paused', trouble: { kind: trouble } });
      const { planned = 0, [state]: met = 0, ...others } = tallyOf(await small.lines());
      expect(others).toEqual({});
      expect(met).toBeLessThan(60);
      expect(planned + met).toBe(300);
      expect(server.connections).toBeLessThan(60);
      expect(clock.elapsed()).toBeGreaterThan(120_000);
    },
  );

  it('is gone on with when it comes round', async () => {
    let tries = 0;
    await begin(() => {
      tries += 1;
      return tries <= 32 ? { rcpt: say('451 4.3.2 Not now') } : undefined;
    });
    const end = await small.run(server, { tempo: { wait: hour } });
    expect(end.rest).toEqual({ kind: 'finished' });
    expect(tallyOf(await small.lines())).toEqual({ accepted: 300 });
  });

  it('is not braked when it greylists everybody', async () => {
    await begin((_, attempt) => (attempt === 1 ? { rcpt: say('451 4.7.1 Greylisted') } : undefined));
    const clock = jumpingClock();
    await small.run(server, { clock, tempo: { wait: hour } });
    expect(tallyOf(await small.lines())).toEqual({ accepted: 300 });
    expect(clock.elapsed()).toBe(hour / 6);
  });
});

describe('a line that cannot be opened again while another is at work', () => {
  const fault = { stage: 'login', why: '454 4.7.0 Not now', permanent: false, forAtLeast: 10_000 } as const;

  /** Lets two in and no third; the first is closed after one message, the second takes long over its own. */
  const twoAtMost = (permanent: boolean): Server & { tries: number } => {
    const server = {
      name: 'narrow',
      describe: 'narrow',
      tries: 0,
      connect: async () => {
        server.tries += 1;
        if (server.tries > 2) return { ok: false as const, fault: { ...fault, permanent } };
        return { ok: true as const, transport: slowLine(server.tries === 1 ? 20 : 300) };
      },
    };
    return server;
  };
  const slowLine = (takes: number) => {
    const line = {
      isOpen: true,
      room: 1,
      deliver: async (): Promise<Outcome> => {
        line.room = 0;
        await new Promise((done) => setTimeout(done, takes));
        line.room = 1;
        if (takes < 100) line.isOpen = false;
        return { kind: 'accepted', reply: '250 OK' };
      },
      recall: () => undefined,
      quit: async () => line.close(),
      close: () => {
        line.isOpen = false;
      },
    };
    return line;
  };

  it('is tried once, and the other goes on', async () => {
    const small = await setMailing(people.slice(0, 5));
    const server = twoAtMost(false);
    const enough = new AbortController();
    let settled = 0;
    await small.run(server, {
      clock: systemClock,
      tempo: { connections: 2 },
      stop: { soft: enough.signal, hard: new AbortController().signal },
      watch: ({ kind }) => {
        if (kind === 'settled') settled += 1;
        if (settled === 5) enough.abort();
      },
    });
    expect(tallyOf(await small.lines())).toEqual({ accepted: 5 });
    expect(server.tries).toBe(3);
    await small.store.close();
  });

  it('ends the run where the login is refused for good, after the message under way', async () => {
    const small = await setMailing(people.slice(0, 5));
    const server = twoAtMost(true);
    const end = await small.run(server, { clock: systemClock, tempo: { connections: 2 } });
    expect(end.rest).toMatchObject({ kind: 'paused', trouble: { kind: 'connection' } });
    expect(tallyOf(await small.lines())).toEqual({ accepted: 2, planned: 3 });
    expect(server.tries).toBe(3);
    await small.store.close();
  });
});
