import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import {
  misdelivered,
  type ScriptServer,
  startScriptServer,
  usualExtensions,
} from '../../smtp/script-server.ts';
import { readersOf, type Stage, setStage, tally, until } from '../stage.ts';
import { kills } from './numbers.ts';
import { resume, runAndKill, send, startSender } from './process.ts';

const connections = 4;
/** At most in one group of the ledger. */
const group = 50;
const people = kills > 10 ? 900 : 300;
/** Half of them in each manner. */
const each = Math.ceil(kills / 2);
/** The first ones hit before and during the freeze. */
const early = Math.ceil(each / 3);

/** By what the server offers: how many messages are under way on one line. */
const manners = [
  ['the envelope at once', usualExtensions, 2],
  ['chunks', [...usualExtensions, 'CHUNKING'], 8],
] as const;

describe.each(manners)(
  'a sender that is killed at random moments, where the server takes %s',
  (_, extensions, room) => {
    let server: ScriptServer;
    let stage: Stage;
    beforeAll(async () => {
      server = await startScriptServer({ latency: 8, extensions });
      stage = setStage({
        readers: readersOf({ fine: people }),
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

    const world = () => ({ folder: stage.folder, smtpUrl: server.url });

    it('mails nobody twice, loses nobody, and leaves no more unknown than it had under way', async () => {
      const freezeAt = await timeToFreeze(stage, server.url);
      const seen = { beforeMailing: 0, afterMailing: 0 };
      let unknown = 0;
      let issue = 'hello';
      for (let kill = 0; kill < each; kill += 1) {
        const begun = (await current(stage, issue)).size > 0;
        const args = begun && kill % 2 === 0 ? resume(issue) : send(issue);
        if (kill < early) await runAndKill(world(), args, sleep(freezeAt * earlyShare(kill)));
        else await runAndKill(world(), args, someMore(server));
        const ledger = await stage.ledger();
        const counts = tally(await current(stage, issue));
        if (ledger.size === 0) seen.beforeMailing += 1;
        else seen.afterMailing += 1;
        await addsUp(stage);
        expect(counts.unknown - unknown).toBeLessThanOrEqual(connections * room + group);
        expect(counts.unknown - unknown).toBeGreaterThanOrEqual(0);
        unknown = counts.unknown;
        if (counts.accepted + counts.unknown === people) {
          issue = nextIssue(stage, issue);
          unknown = 0;
        }
      }
      expect(seen.beforeMailing).toBeGreaterThan(0);
      expect(seen.afterMailing).toBeGreaterThanOrEqual(each - early);

      const last = await stage.run(...send(issue));
      expect([0, 5], last.err).toContain(last.code);
      await addsUp(stage);
      expect(misdelivered(server.taken)).toEqual([]);
      expect(server.faults).toEqual([]);
      for (const line of await stage.everyLine()) {
        const times = server.timesTaken(line.messageId);
        expect(['accepted', 'unknown']).toContain(line.state);
        if (line.state === 'accepted') expect(times).toBe(1);
        else expect(times).toBeLessThanOrEqual(1);
      }
    }, 3_600_000);
  },
);

/** The very first kill comes before anything can have been written; the others around the freeze. */
function earlyShare(kill: number): number {
  return kill === 0 ? 0.2 : 0.5 + (0.6 * kill) / early;
}

/** Until the server has taken a few more messages, however long that takes, and a moment longer. */
async function someMore(server: ScriptServer): Promise<void> {
  const enough = server.taken.length + 1 + Math.floor(Math.random() * (people / 6));
  await until(() => server.taken.length >= enough);
  await sleep(Math.random() * 10);
}

/** How long a sender needs from its start until its mailing stands in the store, on a copy of the newsletter. */
async function timeToFreeze(stage: Stage, smtpUrl: string): Promise<number> {
  const copy = setStage({ readers: ['one@example.org'] });
  copyFileSync(join(stage.folder, 'newsletter.db'), join(copy.folder, 'newsletter.db'));
  const begun = Date.now();
  const sender = startSender({ folder: copy.folder, smtpUrl }, send('hello'));
  while (!(await hasMailing(copy.folder)) && sender.process.exitCode === null) await sleep(10);
  const time = Date.now() - begun;
  sender.process.kill('SIGKILL');
  await sender.ended;
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
    expect(recipients).toBe(people);
  }
}
