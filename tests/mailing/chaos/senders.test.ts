import { afterEach, describe, expect, it } from 'vitest';
import { type ScriptServer, startScriptServer, usualExtensions } from '../../smtp/script-server.ts';
import { readersOf, type Stage, setStage, tally, until } from '../stage.ts';
import { wrongWith } from './account.ts';
import { senderCounts, sharings } from './numbers.ts';
import { resume, type Sender, send, startSender } from './process.ts';

const connections = 2;
/** Under way on one line that overlaps, and at most in one group of the ledger. */
const mostUnknown = connections * 2 + 50;

describe('senders that share a mailing, one of which is killed', () => {
  let server: ScriptServer;
  let stage: Stage;
  const senders: Sender[] = [];
  afterEach(async () => {
    for (const { process, ended } of senders.splice(0)) {
      process.kill('SIGKILL');
      await ended;
    }
    stage.strike();
    await server.close();
  });

  for (const count of senderCounts) {
    it(`end it among ${count}, mail nobody twice and take over what the dead one held`, async () => {
      for (let i = 0; i < sharings; i += 1) await share(count, i);
    }, 1_800_000);
  }

  async function share(count: number, round: number): Promise<void> {
    const readers = readersOf({ fine: 600 * count });
    const extensions = round % 2 === 0 ? usualExtensions : [...usualExtensions, 'CHUNKING'];
    server = await startScriptServer({ latency: round % 2 === 0 ? 12 : 60, extensions });
    stage = setStage({ readers, smtpUrl: server.url, sending: `connections: ${connections}` });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    const world = { folder: stage.folder, smtpUrl: server.url };
    senders.push(startSender(world, send('hello')));
    await until(() => server.taken.length > 0);
    while (senders.length < count) senders.push(startSender(world, resume('hello')));
    await until(() => server.connections >= count * connections || server.taken.length === readers.length);
    expect(server.taken.length, 'all were at it').toBeLessThan(readers.length);
    const victim = Math.floor(Math.random() * count);
    senders[victim]?.process.kill('SIGKILL');
    const ends = await Promise.all(senders.splice(0).map(({ ended }) => ended));
    const survivors = ends.filter((_, i) => i !== victim);
    const ledger = await stage.ledger();
    const counts = tally(ledger);
    expect(wrongWith([...ledger.values()], readers, [server], 'killed')).toEqual([]);
    expect(counts.accepted + counts.unknown, survivors.map(({ err }) => err).join('\n')).toBe(readers.length);
    expect(counts.unknown).toBeLessThanOrEqual(mostUnknown + (round % 2 === 0 ? 0 : connections * 6));
    // 5: something is unknown; somebody may have found it at its end.
    for (const { code, err } of survivors) expect([0, 5, 6], err).toContain(code);
    const status = JSON.parse((await stage.run('status', '--json')).out);
    expect(status.state).toBe(counts.unknown === 0 ? 'done' : 'incomplete');
    stage.strike();
    await server.close();
  }
});
