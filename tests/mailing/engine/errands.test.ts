import { afterEach, describe, expect, it } from 'vitest';
import { openServer } from '../../../src/smtp/transport.ts';
import { type Script, type ScriptServer, say, startScriptServer } from '../../smtp/script-server.ts';
import { type SmallMailing, setMailing, tallyOf } from '../small-mailing.ts';

const ascii = ['PIPELINING', '8BITMIME'];
/** Six of thirty need SMTPUTF8. */
const people = Array.from({ length: 30 }, (_, i) => `${i % 5 ? 'reader' : 'jürgen'}-${i}@example.org`);

describe('a reader whom one server cannot reach', () => {
  const servers: ScriptServer[] = [];
  const mailings: SmallMailing[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    for (const { store } of mailings.splice(0)) await store.close();
  });

  const runOver = async (...scripts: readonly Script[]) => {
    for (const script of scripts) servers.push(await startScriptServer(script));
    const small = await setMailing(people);
    mailings.push(small);
    const routes = servers.map(({ url }, i) => ({
      server: openServer({ name: `server-${i}`, url }),
      weight: 1,
    }));
    const end = await small.run(routes, { tempo: { connections: servers.length } });
    return { end, tally: tallyOf(await small.lines()) };
  };
  const readersOf = (server: ScriptServer | undefined) => server?.taken.flatMap(({ to }) => to) ?? [];

  it('is reached by the other, whoever had the delivery', async () => {
    const { tally } = await runOver({ extensions: ascii }, { latency: 5 });
    expect(tally).toEqual({ accepted: 30 });
    const [one, other] = servers.map(readersOf);
    expect(one?.every((reader) => /^\p{ASCII}+$/u.test(reader))).toBe(true);
    expect(new Set([...(one ?? []), ...(other ?? [])])).toEqual(new Set(people));
    expect(servers.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('is refused where no server can, and where there is one server only', async () => {
    const refused = { accepted: 24, rejected: 6 };
    expect((await runOver({ extensions: ascii }, { extensions: ascii })).tally).toEqual(refused);
    for (const server of servers.splice(0)) await server.close();
    expect((await runOver({ extensions: ascii })).tally).toEqual(refused);
  });

  it('is tried again later where the other gives no connection for now', async () => {
    const closed = { connection: () => ({ greeting: say('421 4.3.2 Not now') }) };
    const { tally } = await runOver({ extensions: ascii }, closed);
    expect(tally).toEqual({ accepted: 24, deferred: 6 });
  });
});

describe('copies that are larger than a server takes', () => {
  it('go over the other, and where there is none the mailing is paused', async () => {
    const small = await setMailing(people);
    const narrow = await startScriptServer({ extensions: ['PIPELINING', 'SMTPUTF8', 'SIZE 500'] });
    const wide = await startScriptServer({ latency: 5 });
    const [a, b] = [narrow, wide].map(({ url }) => ({ server: openServer({ name: url, url }), weight: 1 }));
    if (!a || !b) throw new Error('there are two');
    const alone = await small.run([a]);
    expect(alone.rest).toMatchObject({
      kind: 'paused',
      trouble: { kind: 'size' },
      why: expect.stringContaining('500 at most'),
    });
    expect(tallyOf(await small.lines())).toEqual({ planned: 30 });
    await small.reopen();
    await small.run([a, b], { tempo: { connections: 2 } });
    expect(tallyOf(await small.lines())).toEqual({ accepted: 30 });
    await narrow.close();
    await wide.close();
    await small.store.close();
  });
});
