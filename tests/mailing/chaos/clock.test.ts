import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { say, startScriptServer } from '../../smtp/script-server.ts';
import { readersOf, setStage, until } from '../stage.ts';
import { wrongWith } from './account.ts';
import { type Dice, dice } from './dice.ts';
import { clockJumps, firstSeed } from './numbers.ts';
import { resume, send, startSender } from './process.ts';

/** Debian’s faketime, for programs of several threads. */
const library = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib']
  .map((path) => join(path, 'faketime', 'libfaketimeMT.so.1'))
  .find(existsSync);

describe('a clock that jumps by hours', () => {
  it.skipIf(library === undefined || clockJumps === 0)(
    `changes nothing of the account, also when the sender is killed meanwhile${library ? '' : ' (skipped: there is no faketime)'}`,
    async () => {
      for (let i = 0; i < clockJumps; i += 1) await jump(dice(firstSeed, 'clock', i));
    },
    1_800_000,
  );
});

/** One mailing in a world where nobody agrees on the time. */
async function jump(chance: Dice): Promise<void> {
  const server = await startScriptServer({
    latency: 10,
    recipient: (address, attempt) =>
      address.startsWith('later') && attempt < 3 ? { rcpt: say('451 4.7.1 Greylisted') } : undefined,
  });
  const readers = readersOf({ fine: 500, later: 20 });
  const stage = setStage({ readers, smtpUrl: server.url, sending: 'connections: 3, retryAfter: 1s' });
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-clock-'));
  const clock = join(folder, 'clock');
  writeFileSync(clock, '+0');
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const world = { folder: stage.folder, smtpUrl: server.url, env };
  try {
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    for (const enough of [chance.between(20, 150), chance.between(200, 400)]) {
      const sender = startSender(world, server.taken.length === 0 ? send('hello') : resume('hello'));
      let running = true;
      const ended = sender.ended.finally(() => {
        running = false;
      });
      const jumps = (async () => {
        while (running) {
          // Whole at any moment somebody looks.
          writeFileSync(`${clock}.next`, `${chance.pick(['+', '-'])}${chance.between(1, 30)}h`);
          renameSync(`${clock}.next`, clock);
          await sleep(chance.between(10, 80));
        }
      })();
      await until(() => server.taken.length >= enough || !running);
      sender.process.kill('SIGKILL');
      const [{ err }] = await Promise.all([ended, jumps]);
      expect(server.taken.length, err).toBeGreaterThanOrEqual(enough);
    }
    // At last by the real time, which is before or after all that was written.
    await startSender({ folder: stage.folder, smtpUrl: server.url }, resume('hello')).ended;
    const lines = await stage.everyLine();
    expect(wrongWith(lines, readers, [server], 'killed')).toEqual([]);
    expect(lines.filter(({ state }) => state === 'planned')).toEqual([]);
    expect(lines.filter(({ state }) => state === 'unknown').length).toBeLessThanOrEqual(2 * (3 * 2 + 50));
  } finally {
    stage.strike();
    rmSync(folder, { recursive: true, force: true });
    await server.close();
  }
}
