import { spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type ScriptServer, startScriptServer } from '../smtp/script-server.ts';
import { environment, readersOf, type Stage, setStage, tally, until } from './stage.ts';

const program = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const connections = 4;
/** Under way on one line that overlaps, and at most in one group of the ledger. */
const [room, group] = [2, 50];
/** `npm run chaos` kills thirty times. */
const kills = Number(process.env['PENNYPOST_KILLS'] ?? 4);
/** The first ones hit before and during the freeze. */
const early = Math.ceil(kills / 3);

describe('a sender that is killed at random moments', () => {
  let server: ScriptServer;
  let stage: Stage;
  beforeAll(async () => {
    server = await startScriptServer({ latency: 8 });
    stage = setStage({
      readers: readersOf({ fine: 900 }),
      smtpUrl: server.url,
      sending: `connections: ${connections}`,
    });
    // Imported beforehand, so that every run is a sending and nothing else.
    const imported = await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    expect(imported.code, imported.err).toBe(0);
  });
  afterAll(async () => {
    stage.strike();
    await server.close();
  });

  it('mails nobody twice, loses nobody, and leaves no more unknown than it had under way', async () => {
    const freezeAt = await timeToFreeze(stage, server.url);
    const seen = { beforeMailing: 0, afterMailing: 0 };
    let unknown = 0;
    let issue = 'hello';
    for (let kill = 0; kill < kills; kill += 1) {
      const begun = (await current(stage, issue)).size > 0;
      const args = begun && kill % 2 === 0 ? resume(issue) : send(issue);
      if (kill < early) await runAndKill(stage.folder, args, server.url, sleep(freezeAt * earlyShare(kill)));
      else await runAndKill(stage.folder, args, server.url, someMore(server));
      const ledger = await stage.ledger();
      const counts = tally(await current(stage, issue));
      if (ledger.size === 0) seen.beforeMailing += 1;
      else seen.afterMailing += 1;
      await addsUp(stage);
      expect(counts.unknown - unknown).toBeLessThanOrEqual(connections * room + group);
      expect(counts.unknown - unknown).toBeGreaterThanOrEqual(0);
      unknown = counts.unknown;
      if (counts.accepted + counts.unknown === 900) {
        issue = nextIssue(stage, issue);
        unknown = 0;
      }
    }
    expect(seen.beforeMailing).toBeGreaterThan(0);
    expect(seen.afterMailing).toBeGreaterThanOrEqual(kills - early);

    const last = await stage.run(...send(issue));
    expect([0, 5], last.err).toContain(last.code);
    await addsUp(stage);
    for (const line of await stage.everyLine()) {
      const times = server.timesTaken(line.messageId);
      expect(['accepted', 'unknown']).toContain(line.state);
      if (line.state === 'accepted') expect(times).toBe(1);
      else expect(times).toBeLessThanOrEqual(1);
    }
  }, 400_000);
});

/** The very first kill comes before anything can have been written; the others around the freeze. */
function earlyShare(kill: number): number {
  return kill === 0 ? 0.2 : 0.5 + (0.6 * kill) / early;
}

/** Until the server has taken a few more messages, however long that takes, and a moment longer. */
async function someMore(server: ScriptServer): Promise<void> {
  const enough = server.taken.length + 1 + Math.floor(Math.random() * 150);
  await until(() => server.taken.length >= enough);
  await sleep(Math.random() * 10);
}

function send(issue: string): string[] {
  return ['send', issue, '--list', 'all', '--yes', '--untested', '--wait', '0'];
}

function resume(issue: string): string[] {
  return ['resume', issue, '--wait', '0'];
}

function start(folder: string, args: readonly string[], smtpUrl: string) {
  return spawn(process.execPath, ['--import', 'tsx', program, ...args, '--cwd', folder], {
    cwd: root,
    env: { ...process.env, ...environment(smtpUrl) },
    stdio: 'ignore',
  });
}

async function runAndKill(
  folder: string,
  args: readonly string[],
  smtpUrl: string,
  moment: Promise<void>,
): Promise<void> {
  const child = start(folder, args, smtpUrl);
  const ended = new Promise((done) => child.once('exit', done));
  await Promise.race([moment, ended]);
  child.kill('SIGKILL');
  await ended;
}

/** How long a sender needs from its start until its mailing stands in the store, on a copy of the newsletter. */
async function timeToFreeze(stage: Stage, smtpUrl: string): Promise<number> {
  const copy = setStage({ readers: ['one@example.org'] });
  copyFileSync(join(stage.folder, 'newsletter.db'), join(copy.folder, 'newsletter.db'));
  const begun = Date.now();
  const child = start(copy.folder, ['send', 'hello', '--list', 'all', '--yes', '--untested'], smtpUrl);
  const ended = new Promise((done) => child.once('exit', done));
  while (!(await hasMailing(copy.folder)) && child.exitCode === null) await sleep(10);
  const time = Date.now() - begun;
  child.kill('SIGKILL');
  await ended;
  copy.strike();
  return time;
}

async function hasMailing(folder: string): Promise<boolean> {
  if (!existsSync(join(folder, 'newsletter.db'))) return false;
  const store = await openStore(join(folder, 'newsletter.db'));
  try {
    return (await store.db.selectFrom('mailings').select('id').execute()).length > 0;
  } finally {
    await store.close();
  }
}

function nextIssue(stage: Stage, issue: string): string {
  const next = `${issue}-again`;
  copyFileSync(join(stage.folder, 'issues', 'hello.md'), join(stage.folder, 'issues', `${next}.md`));
  return next;
}

async function current(stage: Stage, issue: string): ReturnType<Stage['ledger']> {
  const { out } = await stage.run('status', '--json');
  const mailing = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { mailing: string; issue: string })
    .find((status) => status.issue === issue);
  return mailing ? stage.ledger(mailing.mailing) : new Map();
}

async function addsUp(stage: Stage): Promise<void> {
  const { out } = await stage.run('status', '--json');
  for (const line of out.split('\n').filter((text) => text !== '')) {
    const { counts, recipients } = JSON.parse(line) as { counts: Record<string, number>; recipients: number };
    expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(recipients);
    expect(recipients).toBe(900);
  }
}
