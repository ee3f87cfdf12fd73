import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/finding/failure.ts';
import type { EngineEvent } from '../../../src/mailing/engine/events.ts';
import { thisSender } from '../../../src/mailing/identity.ts';
import type { Limits } from '../../../src/mailing/pace/limits.ts';
import { cancelMailing, pauseMailing } from '../../../src/mailing/steer.ts';
import { leaveMailing, takeMailing } from '../../../src/mailing/tenure.ts';
import { countDeliveries } from '../../../src/store/delivery-counts.ts';
import { findSenders } from '../../../src/store/senders.ts';
import { findSuppressions, suppress } from '../../../src/store/suppressions.ts';
import { type Script, type ScriptServer, say, stall, startScriptServer } from '../../smtp/script-server.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { id, type SmallMailing, setMailing, tallyOf } from '../small-mailing.ts';
import { until } from '../stage.ts';

const hour = 3_600_000;
/** A server that takes one command at a time, so that it is known what comes behind what. */
const oneByOne = ['8BITMIME'];

function people(count: number, name = 'reader'): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i}@example.org`);
}

/** How often each address was in a message that the server took. */
function timesEach(server: ScriptServer): Map<string, number> {
  const times = new Map<string, number>();
  for (const { to } of server.taken) for (const one of to) times.set(one, (times.get(one) ?? 0) + 1);
  return times;
}

describe('the engine', () => {
  const servers: ScriptServer[] = [];
  const mailings: SmallMailing[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    for (const { store } of mailings.splice(0)) await store.close();
  });
  const serve = async (script: Script = {}): Promise<ScriptServer> => {
    const server = await startScriptServer(script);
    servers.push(server);
    return server;
  };
  const begin = async (readers: readonly string[]): Promise<SmallMailing> => {
    const mailing = await setMailing(readers);
    mailings.push(mailing);
    return mailing;
  };

  it('brings everybody to an end and the mailing with them', async () => {
    const [server, small] = [await serve(), await begin(people(120))];
    const end = await small.run(server);
    expect(end.rest).toEqual({ kind: 'finished' });
    expect(end.mailing).toMatchObject({ state: 'done', reason: null });
    expect(end.mailing.endedAt).not.toBeNull();
    expect(tallyOf(await small.lines())).toEqual({ accepted: 120 });
    expect([...timesEach(server).values()].every((times) => times === 1)).toBe(true);
    expect(await findSenders(small.store.db, id)).toEqual([]);
  });

  describe('where the server is slow to take mail', () => {
    it('waits after a 421, says why, and reaches also the very last reader', async () => {
      const server = await serve({
        recipient: (_, attempt) => (attempt === 1 ? { rcpt: say('421 4.3.2 Not now') } : undefined),
      });
      const small = await begin(['only@example.org']);
      const events: EngineEvent[] = [];
      const end = await small.run(server, { watch: (event) => events.push(event) });
      expect(end.mailing.state).toBe('done');
      expect(events.filter(({ kind }) => kind === 'slowed')).toMatchObject([
        { pause: { why: expect.stringContaining('Not now') } },
      ]);
      expect(await small.lines()).toMatchObject([{ state: 'accepted', attempts: 1 }]);
    });

    it('goes on over one connection after 4.7.28, and then over more', async () => {
      const open: number[] = [];
      const clock = jumpingClock();
      const server: ScriptServer = await serve({
        recipient: (address, attempt) => {
          if (clock.elapsed() > 0) open.push(server.open);
          if (address !== 'reader-5@example.org' || attempt > 1) return undefined;
          return { final: say('421 4.7.28 Too much mail from you') };
        },
      });
      const small = await begin(people(40));
      const end = await small.run(server, { clock, tempo: { connections: 4 } });
      expect(end.mailing.state).toBe('done');
      expect(open.length).toBeGreaterThan(20);
      expect(open.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
    });

    it('leaves a server alone that puts everything back, and can be resumed', async () => {
      const bad = await serve({ recipient: () => ({ rcpt: say('452 4.5.3 Quota') }) });
      const small = await begin(people(10));
      const end = await small.run(bad, { clock: jumpingClock() });
      expect(end.rest).toMatchObject({ kind: 'paused', why: expect.stringContaining('putting mail back') });
      expect(tallyOf(await small.lines())).toEqual({ planned: 10 });
      expect((await small.lines()).every(({ attempts }) => attempts === 0)).toBe(true);
      await small.reopen();
      expect((await small.run(await serve())).mailing.state).toBe('done');
    });

    it('does not mind a server that puts back every other copy', async () => {
      let copies = 0;
      const server = await serve({
        recipient: () => {
          copies += 1;
          return copies % 2 === 1 ? { rcpt: say('421 4.3.2 Not now') } : undefined;
        },
      });
      const small = await begin(people(30));
      const end = await small.run(server, { tempo: { connections: 1 }, clock: jumpingClock() });
      expect(end.mailing.state).toBe('done');
    });

    it('does not go faster than the rate', async () => {
      const [server, small, clock] = [await serve(), await begin(people(30)), jumpingClock()];
      const at: number[] = [];
      const watch = () => at.push(clock.elapsed());
      const limits: Limits = {
        rate: [{ messages: 10, per: 'second' }],
        providers: new Map(),
        warmup: undefined,
        remembered: true,
      };
      await small.run(server, { watch, clock, limits, tempo: { connections: 4 } });
      // Thirty messages have twenty-nine gaps of a tenth of a second.
      expect(at.at(-1)).toBeGreaterThanOrEqual(2900);
    });
  });

  describe('where mail is refused for a fault of ours', () => {
    it.each([
      ['MAIL is refused', { connection: () => ({ mail: say('550 5.7.1 This sender is not welcome') }) }],
      [
        'our authentication is broken',
        { recipient: () => ({ final: say('550 5.7.26 Unauthenticated mail') }) },
      ],
      [
        'our authentication is broken for one reader’s server, at RCPT',
        { recipient: () => ({ rcpt: say('550 5.7.515 Access denied') }) },
      ],
    ] satisfies [string, Script][])('pauses and blames nobody when %s', async (_, script) => {
      const [server, small] = [await serve(script), await begin(people(20))];
      const end = await small.run(server);
      expect(end.rest.kind).toBe('paused');
      expect(end.mailing).toMatchObject({ state: 'paused', reason: expect.stringMatching(/5\.7\.\d+/) });
      expect(tallyOf(await small.lines())).toEqual({ planned: 20 });
      await small.reopen();
      expect((await small.run(await serve())).mailing.state).toBe('done');
      expect((await small.lines()).every(({ attempts }) => attempts === 1)).toBe(true);
    });

    it('pauses at ten refusals in the same words, and takes them back', async () => {
      const bad = await serve({
        extensions: oneByOne,
        recipient: (address) => ({
          rcpt: say(`550 5.1.1 <${address}> is unknown here (id ${address}-20261)`),
        }),
      });
      const small = await begin(people(40));
      const end = await small.run(bad, { tempo: { connections: 1 } });
      expect(end.rest).toMatchObject({
        kind: 'paused',
        why: expect.stringContaining('10 refusals in a row'),
      });
      expect(tallyOf(await small.lines())).toEqual({ planned: 30, rejected: 10 });
      const keys = people(40);
      expect((await findSuppressions(small.store.db, keys)).size).toBe(0);
      await small.reopen();
      expect(tallyOf(await small.lines())).toEqual({ planned: 40 });
      const good = await serve();
      expect((await small.run(good)).mailing.state).toBe('done');
      expect(tallyOf(await small.lines())).toEqual({ accepted: 40 });
      expect([...timesEach(good).values()]).toEqual(Array(40).fill(1));
    });

    it('pauses when a fifth of two hundred are refused, in whatever words', async () => {
      const server = await serve({
        extensions: oneByOne,
        recipient: (address) => {
          const number = Number(/\d+/.exec(address)?.[0]);
          if (number >= 200 || number % 5 !== 0) return undefined;
          return { rcpt: say(`550 5.7.1 ${'a'.repeat(number % 7)} word`) };
        },
      });
      const small = await begin(people(260));
      const end = await small.run(server, { tempo: { connections: 1 } });
      expect(end.rest).toMatchObject({
        kind: 'paused',
        why: expect.stringContaining('40 of the last 200 were refused'),
      });
      expect(end.counts).toMatchObject({ rejected: 40, accepted: 160, planned: 60 });
      await small.reopen();
      expect(tallyOf(await small.lines())).toEqual({ accepted: 160, planned: 100 });
    });

    it('lets fewer refusals than that pass, also many in other words', async () => {
      const words = ['5.7.1 No', '5.2.1 Disabled', '5.1.0 Odd'];
      const server = await serve({
        recipient: (address) => {
          const number = Number(/\d+/.exec(address)?.[0]);
          return number < 9 || number % 6 === 0
            ? { rcpt: say(`550 ${number < 9 ? 'Same words' : words[number % 3]} ${number}`) }
            : undefined;
        },
      });
      const small = await begin(people(199));
      expect((await small.run(server, { tempo: { connections: 1 } })).mailing.state).toBe('done');
    });

    it('takes a refusal as meant when it comes again after a resume, and gets to the end', async () => {
      const gone = (address: string) => address.startsWith('gone');
      const server = await serve({
        extensions: oneByOne,
        recipient: (address) => (gone(address) ? { rcpt: say('550 5.1.1 No such user') } : undefined),
      });
      const small = await begin([...people(12, 'gone'), ...people(5, 'fine')]);
      const how = { tempo: { connections: 1 } };
      expect((await small.run(server, how)).mailing.state).toBe('paused');
      await small.reopen();
      const heard = server.heard.length;
      expect((await small.run(server, how)).mailing.state).toBe('done');
      // Those who had not been tried come before those whose refusal was taken back.
      const again = server.heard.slice(heard).filter((line) => line.startsWith('RCPT'));
      expect(again.slice(0, 3).join(' ')).toMatch(/gone-10.*gone-11.*fine-0/);
      expect(tallyOf(await small.lines())).toEqual({ accepted: 5, rejected: 12 });
      expect((await findSuppressions(small.store.db, people(12, 'gone'))).size).toBe(12);
    });

    it('refuses a copy that cannot be made in our own words, and goes on', async () => {
      const [server, small] = [await serve(), await begin(people(3))];
      await small.store.db
        .updateTable('deliveries')
        .set({ email: 'a\nb@example.org' })
        .where('position', '=', 2)
        .execute();
      expect((await small.run(server)).mailing.state).toBe('done');
      const lines = await small.lines();
      expect(tallyOf(lines)).toEqual({ accepted: 2, rejected: 1 });
      expect(lines.find(({ state }) => state === 'rejected')?.reply).toContain('not handed over');
    });
  });

  describe('where readers are put off', () => {
    const later: Script = {
      recipient: (address, attempt) =>
        address.startsWith('later') && attempt === 1 ? { rcpt: say('451 4.7.1 Greylisted') } : undefined,
    };

    it('waits for them as long as it is told, and reaches them', async () => {
      const [server, small] = [await serve(later), await begin([...people(3), ...people(3, 'later')])];
      const waits: EngineEvent[] = [];
      const watch = (event: EngineEvent) => event.kind === 'waiting' && waits.push(event);
      const end = await small.run(server, {
        watch,
        tempo: { wait: hour },
        clock: jumpingClock(),
      });
      expect(end.mailing.state).toBe('done');
      expect(waits).toHaveLength(1);
      const attempts = (await small.lines()).map((line) => [line.email.split('-')[0], line.attempts]);
      expect(new Set(attempts.map(String))).toEqual(new Set(['reader,1', 'later,2']));
    });

    it('ends incomplete without waiting, says when they are due, and does not try before', async () => {
      const [server, small] = [await serve(later), await begin([...people(3), ...people(2, 'later')])];
      const end = await small.run(server, { clock: jumpingClock() });
      expect(end).toMatchObject({
        rest: { kind: 'finished' },
        mailing: { state: 'incomplete', reason: '2 put off by their servers', endedAt: null },
      });
      expect(end.nextDue).toBeGreaterThan(end.mailing.createdAt + hour / 7);
      await small.reopen();
      const heard = server.heard.filter((line) => line.startsWith('RCPT')).length;
      expect((await small.run(server, { clock: jumpingClock() })).mailing.state).toBe('incomplete');
      expect(server.heard.filter((line) => line.startsWith('RCPT'))).toHaveLength(heard);
    });

    it('counts the wait from the end of the first round, not from the last', async () => {
      const server = await serve({ recipient: () => ({ rcpt: say('451 4.7.1 Never') }) });
      const small = await begin(people(1));
      const end = await small.run(server, {
        tempo: { retryAfter: hour / 6, wait: (35 * hour) / 60 },
        clock: jumpingClock(),
      });
      // Tried at once and after 10 minutes; the third time would be after 40.
      expect(end.mailing.state).toBe('incomplete');
      expect(await small.lines()).toMatchObject([{ state: 'deferred', attempts: 2 }]);
    });

    it('has the connections of the round before to itself again', async () => {
      const server = await serve({
        recipient: (address, attempt) => {
          if (attempt > 1) return undefined;
          return { rcpt: say(address.startsWith('later') ? '451 4.7.1 Greylisted' : '421 4.7.28 Too fast') };
        },
      });
      const small = await begin(['later@example.org', 'fast@example.org']);
      const clock = jumpingClock();
      const sleeps: number[] = [];
      const sleep = (milliseconds: number, signal: AbortSignal) => {
        sleeps.push(milliseconds);
        return clock.sleep(milliseconds, signal);
      };
      const end = await small.run(server, {
        tempo: { connections: 1, retryAfter: (10.5 * hour) / 60, wait: hour },
        clock: { ...clock, sleep },
      });
      expect(end.mailing.state).toBe('done');
      // The pause ends after 10 minutes, the second round begins half a minute later: still one connection, and a
      // worker without a place sleeps a second at a time.
      expect(sleeps).not.toContain(1000);
    });

    it('gives them up after retryFor', async () => {
      const server = await serve({ recipient: () => ({ rcpt: say('451 4.7.1 Never') }) });
      const small = await begin(people(2));
      const end = await small.run(server, {
        tempo: { retryFor: 2 * hour, wait: Number.POSITIVE_INFINITY },
        clock: jumpingClock(),
      });
      expect(end.mailing).toMatchObject({ state: 'done' });
      expect(tallyOf(await small.lines())).toEqual({ expired: 2 });
      expect((await small.lines()).every(({ attempts }) => attempts > 1)).toBe(true);
    });

    it('gives them up on resuming when retryFor is over meanwhile', async () => {
      const [server, small] = [await serve(later), await begin(people(1, 'later'))];
      await small.run(server);
      await small.reopen({ now: Date.parse('2027-01-01T00:00:00Z') });
      expect(tallyOf(await small.lines())).toEqual({ expired: 1 });
    });
  });

  describe('where there is no server', () => {
    it('pauses when it vanishes in the middle, and goes on with another', async () => {
      const first: ScriptServer = await serve({
        recipient: () => {
          if (first.taken.length >= 10) void first.close();
          return undefined;
        },
      });
      const small = await begin(people(60));
      const end = await small.run(first, { clock: jumpingClock() });
      expect(end.rest).toMatchObject({
        kind: 'paused',
        trouble: { kind: 'connection', fault: { stage: 'connect' } },
      });
      expect(end.mailing.state).toBe('paused');
      await small.reopen();
      const second = await serve();
      await small.run(second, { clock: jumpingClock(), tempo: { wait: hour } });
      const lines = await small.lines();
      const times = new Map([...timesEach(first), ...timesEach(second)]);
      for (const { email, state } of lines) {
        expect(['accepted', 'unknown']).toContain(state);
        expect((timesEach(first).get(email) ?? 0) + (timesEach(second).get(email) ?? 0)).toBeLessThanOrEqual(
          1,
        );
        if (state === 'accepted') expect(times.get(email)).toBe(1);
      }
      expect(lines).toHaveLength(60);
    });

    it('does not try again where the login was refused for good', async () => {
      const small = await begin(people(3));
      let tries = 0;
      const fault = { stage: 'login', why: '535 5.7.8 No', permanent: true, forAtLeast: 10_000 } as const;
      const server = {
        name: 'closed',
        describe: 'closed',
        connect: async () => {
          tries += 1;
          return { ok: false as const, fault };
        },
      };
      const end = await small.run(server, { tempo: { connections: 1 } });
      expect(end.rest).toEqual({
        kind: 'paused',
        why: fault.why,
        trouble: { kind: 'connection', fault },
      });
      expect(tries).toBe(1);
      expect(tallyOf(await small.lines())).toEqual({ planned: 3 });
    });

    it('tries for some minutes before it gives up, also when all connections fail at once', async () => {
      const small = await begin(people(30));
      const clock = jumpingClock();
      const fault = { stage: 'connect', why: 'nothing there', permanent: false, forAtLeast: 10_000 } as const;
      let tries = 0;
      const connect = async () => {
        tries += 1;
        return { ok: false as const, fault };
      };
      const server = { name: 'gone', describe: 'gone', connect };
      const end = await small.run(server, { tempo: { connections: 10 }, clock });
      expect(end.rest).toMatchObject({ kind: 'paused', trouble: { kind: 'connection', fault } });
      expect(clock.elapsed()).toBeGreaterThan(50_000);
      expect(tries).toBeGreaterThan(10);
      expect(tallyOf(await small.lines())).toEqual({ planned: 30 });
    });

    it('is content with fewer connections than it wanted', async () => {
      const server = await serve({
        connection: (number) =>
          number > 2 ? { greeting: say('421 4.7.0 Too many connections') } : undefined,
      });
      const small = await begin(people(50));
      const end = await small.run(server, { tempo: { connections: 6 } });
      expect(end.mailing.state).toBe('done');
    });
  });

  describe('where somebody else has a hand in it', () => {
    it('stops at a pause, and frees what it had claimed', async () => {
      const [server, small] = [await serve({ latency: 1 }), await begin(people(60))];
      let settled = 0;
      const watch = (event: EngineEvent) => {
        if (event.kind !== 'settled') return;
        settled += 1;
        if (settled === 10) void small.mailing().then((mailing) => pauseMailing(small.store, mailing));
      };
      const end = await small.run(server, { watch });
      expect(end.rest).toEqual({ kind: 'halted' });
      expect(end.mailing).toMatchObject({ state: 'paused', reason: 'paused by hand' });
      expect(end.counts.claimed + end.counts.sending).toBe(0);
      expect(end.counts.accepted).toBe(server.taken.length);
      expect(end.counts.planned).toBe(60 - server.taken.length);
      expect(end.counts.planned).toBeGreaterThan(20);
    });

    it('stops at a cancel, and leaves nobody open', async () => {
      const [server, small] = [await serve({ latency: 1 }), await begin(people(60))];
      const watch = (event: EngineEvent) => {
        if (event.kind !== 'settled' || event.claim.subscriberId !== 8) return;
        void small.mailing().then((mailing) => cancelMailing(small.store, mailing, 1));
      };
      const end = await small.run(server, { watch });
      expect(end.rest).toEqual({ kind: 'halted' });
      expect(end.mailing.state).toBe('cancelled');
      expect(end.counts.cancelled + end.counts.accepted).toBe(60);
      expect(end.counts.accepted).toBe(server.taken.length);
    });

    it('skips who was suppressed after the freeze, or removed, or left the list', async () => {
      const [server, small] = [await serve(), await begin(people(5))];
      const { db } = small.store;
      const key = (n: number) => `reader-${n}@example.org`;
      await suppress(db, [{ email_key: key(0), reason: 'complained', source: 'test', at: 1 }]);
      await db
        .updateTable('subscriptions')
        .set({ state: 'unsubscribed' })
        .where('subscriber_id', '=', 2)
        .execute();
      await db.deleteFrom('subscribers').where('email_key', '=', key(2)).execute();
      const end = await small.run(server);
      expect(end.mailing.state).toBe('done');
      const skipped = (await small.lines()).filter(({ state }) => state === 'skipped');
      expect(skipped.map(({ email, reason }) => [email, reason])).toEqual([
        [key(0), 'complained'],
        [key(1), 'unsubscribed'],
        [key(2), 'erased'],
      ]);
      expect(server.taken.map(({ to }) => to[0]).sort()).toEqual([key(3), key(4)]);
    });

    it('lets several senders share a mailing, and the last one to leave writes its end', async () => {
      const small = await begin(people(2));
      const tenure = () => ({
        store: small.store,
        mailing: id,
        identity: thisSender(),
        clock: jumpingClock(),
      });
      const [first, second] = [tenure(), tenure()];
      await takeMailing(first);
      expect(await small.reopen()).toBe(1);
      await takeMailing(second);
      await leaveMailing(first, { kind: 'finished' });
      expect((await small.mailing()).state).toBe('running');
      await leaveMailing(second, { kind: 'finished' });
      expect(await small.mailing()).toMatchObject({ state: 'incomplete', reason: '2 not begun' });
    });

    it('believes proof that comes after it was taken for dead, and leaves the mailing to the other', async () => {
      const taken = { kind: 'accepted', reply: '250 2.0.0 Taken' } as const;
      const answers = new AbortController();
      // One group is cleared ahead; the others are not.
      const small = await begin(people(60));
      const run = small.run(
        {
          name: 'slow',
          describe: 'slow',
          connect: async () => ({
            ok: true,
            transport: {
              isOpen: true,
              room: 1,
              recall: () => undefined,
              deliver: () =>
                new Promise((done) => {
                  if (answers.signal.aborted) done(taken);
                  else answers.signal.addEventListener('abort', () => done(taken), { once: true });
                }),
              quit: async () => undefined,
              close: () => undefined,
            },
          }),
        },
        { tempo: { connections: 1 } },
      );
      await until(async () => (await countDeliveries(small.store.db, id)).sending > 0);
      const { sending } = await countDeliveries(small.store.db, id);
      const [ours] = await findSenders(small.store.db, id);
      await small.store.db.updateTable('senders').set({ process_started: 'another time' }).execute();
      await takeMailing({
        store: small.store,
        mailing: id,
        identity: { ...thisSender(), id: 'other' },
        clock: jumpingClock(),
      });
      expect(tallyOf(await small.lines())).toEqual({ planned: 60 - sending, unknown: sending });
      expect((await findSenders(small.store.db, id)).map((sender) => sender.id)).not.toContain(ours?.id);
      answers.abort();
      const end = await run;
      expect(end.rest).toEqual({ kind: 'halted' });
      expect(end.mailing.state).toBe('running');
      const { accepted = 0, unknown = 0, planned } = tallyOf(await small.lines());
      expect([planned, accepted > 0, accepted + unknown]).toEqual([60 - sending, true, sending]);
    });
  });

  describe('when it is stopped', () => {
    it('finishes what the server has and takes nothing new', async () => {
      const [server, small] = [
        await serve({
          extensions: oneByOne,
          latency: 2,
        }),
        await begin(people(60)),
      ];
      const soft = new AbortController();
      const hard = new AbortController().signal;
      const watch = () => soft.abort();
      const end = await small.run(server, { watch, stop: { soft: soft.signal, hard } });
      expect(end.rest).toEqual({ kind: 'stopped' });
      expect(end.mailing).toMatchObject({ state: 'paused', reason: 'stopped by hand' });
      expect(end.counts.accepted).toBe(server.taken.length);
      expect(end.counts.accepted).toBeLessThan(20);
      expect(end.counts.unknown).toBe(0);
      await small.reopen();
      expect((await small.run(server)).mailing.state).toBe('done');
      expect([...timesEach(server).values()]).toEqual(Array(60).fill(1));
    });

    it('does not connect for anything new', async () => {
      const small = await begin(people(3));
      const soft = AbortSignal.abort();
      const connect = () => Promise.reject(new Error('nobody should'));
      const server = { name: 'none', describe: 'none', connect };
      const end = await small.run(server, { stop: { soft, hard: new AbortController().signal } });
      expect(end.rest).toEqual({ kind: 'stopped' });
    });

    it('hands over nothing when the stop came while it connected', async () => {
      const small = await begin(people(3));
      const soft = new AbortController();
      const transport = {
        isOpen: true,
        room: 1,
        recall: () => undefined,
        deliver: () => Promise.reject(new Error('nothing should be handed over')),
        quit: async () => undefined,
        close: () => undefined,
      };
      const connect = async () => {
        soft.abort();
        return { ok: true as const, transport };
      };
      const stop = { soft: soft.signal, hard: new AbortController().signal };
      const end = await small.run({ name: 'slow', describe: 'slow', connect }, { stop });
      expect(end.rest).toEqual({ kind: 'stopped' });
      expect(tallyOf(await small.lines())).toEqual({ planned: 3 });
    });

    it('breaks off a connecting that takes long', async () => {
      const server = await serve({ connection: () => ({ greeting: stall }) });
      const small = await begin(people(3));
      const soft = new AbortController();
      const run = small.run(server, {
        stop: { soft: soft.signal, hard: new AbortController().signal },
        clock: jumpingClock(),
      });
      await until(() => server.connections > 0);
      soft.abort();
      expect((await run).rest).toEqual({ kind: 'stopped' });
    });

    it('leaves unknown only what had wholly left, when it is stopped hard', async () => {
      const server = await serve({
        extensions: oneByOne,
        recipient: (address) => (address.startsWith('dot') ? { final: stall } : { rcpt: stall }),
      });
      const small = await begin([...people(2, 'dot'), ...people(2, 'rcpt'), ...people(20)]);
      const [soft, hard] = [new AbortController(), new AbortController()];
      const run = small.run(server, {
        stop: { soft: soft.signal, hard: hard.signal },
        tempo: { connections: 4 },
        clock: jumpingClock(),
      });
      await until(() => server.heard.filter((line) => line === '.').length === 2);
      await until(() => server.heard.filter((line) => line.startsWith('RCPT')).length === 4);
      soft.abort();
      hard.abort();
      const end = await run;
      expect(end.rest).toEqual({ kind: 'stopped' });
      const unknown = (await small.lines()).filter(({ state }) => state === 'unknown');
      expect(unknown.map(({ email }) => email)).toEqual(people(2, 'dot'));
      expect(end.counts.planned).toBe(22);
      await small.reopen({ retryUnknown: true });
      expect(tallyOf(await small.lines())).toEqual({ planned: 24 });
    });

    it('leaves nobody unknown whom it was about to clear in that very moment', async () => {
      const [server, small] = [await serve(), await begin(people(60))];
      const soft = new AbortController();
      const real = small.store.transaction.bind(small.store);
      small.store.transaction = async (work, outlives) => {
        const result = await real(work, outlives);
        const { sending } = await countDeliveries(small.store.db, id);
        if (sending > 0 && !soft.signal.aborted) {
          soft.abort();
          // What it has written is known only once all lines have ended.
          await until(() => server.open === 0);
        }
        return result;
      };
      const stop = { soft: soft.signal, hard: new AbortController().signal };
      const end = await small.run(server, { stop });
      expect(end.rest).toEqual({ kind: 'stopped' });
      expect(server.taken).toEqual([]);
      expect(tallyOf(await small.lines())).toEqual({ planned: 60 });
    });

    it('is done when the last one was reached in the very moment', async () => {
      const [server, small] = [await serve(), await begin(people(1))];
      const soft = new AbortController();
      const stop = { soft: soft.signal, hard: new AbortController().signal };
      const end = await small.run(server, { watch: () => soft.abort(), stop });
      expect(end).toMatchObject({ rest: { kind: 'finished' }, mailing: { state: 'done' } });
    });
  });

  describe('when something breaks', () => {
    it('frees its claims on a fault of the program', async () => {
      const [server, small] = [await serve(), await begin(people(80))];
      await small.store.db
        .updateTable('deliveries')
        .set({ variant: 'none' })
        .where('position', '=', 30)
        .execute();
      await expect(small.run(server)).rejects.toThrow('has no variant');
      const counts = await countDeliveries(small.store.db, id);
      expect(counts.claimed + counts.sending + counts.unknown).toBe(0);
      expect(counts.accepted).toBe(server.taken.length);
      expect(await findSenders(small.store.db, id)).toEqual([]);
      expect((await small.mailing()).state).toBe('running');
    });

    it('insists on writing what the server said while the store is busy', async () => {
      const small = await begin(people(1));
      const real = small.store.transaction.bind(small.store);
      let busy = 0;
      const server = await serve({
        recipient: () => {
          busy = 3;
          return undefined;
        },
      });
      small.store.transaction = async (work) => {
        if (busy === 0) return real(work);
        busy -= 1;
        throw new Failure('setup', 'store/busy', 'busy');
      };
      expect((await small.run(server)).mailing.state).toBe('done');
      expect(tallyOf(await small.lines())).toEqual({ accepted: 1 });
    });

    it('ends with the failure when nothing can be written any more, and hands over nothing', async () => {
      const [server, small] = [await serve(), await begin(people(80))];
      const real = small.store.transaction.bind(small.store);
      const full = new Failure('setup', 'store/full', 'full');
      let claimed = false;
      small.store.transaction = async (work, outlives) => {
        if (claimed) throw full;
        const result = await real(work, outlives);
        claimed = (await countDeliveries(small.store.db, id)).claimed > 0;
        return result;
      };
      await expect(small.run(server)).rejects.toBe(full);
      expect(server.taken).toEqual([]);
    });
  });
});
