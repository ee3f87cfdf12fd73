import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { findSubscriber } from '../../src/store/subscribers.ts';
import { pauseReader } from '../../src/subscribers/pause.ts';
import { type ScriptServer, startScriptServer } from '../smtp/script-server.ts';
import { setMailing, tallyOf } from './small-mailing.ts';
import { jsonLines, type Stage, setStage } from './stage.ts';

const inAWeek = () => Date.now() + 7 * 86_400_000;

describe('a reader in a pause', () => {
  let stage: Stage;
  let store: Store;
  let server: ScriptServer;
  beforeEach(async () => {
    // What goes to the outbox is practice, and does not count as had.
    server = await startScriptServer({});
    stage = setStage({
      readers: ['ana@example.org', 'bob@example.org', 'eve@example.org'],
      smtpUrl: server.url,
    });
    await stage.run('subscribers', 'import', 'subscribers/all.csv');
    store = await openStore(join(stage.folder, 'newsletter.db'));
  });
  afterEach(async () => {
    await store.close();
    await server.close();
    stage.strike();
  });
  const idOf = async (email: string) => (await findSubscriber(store.db, email))?.id ?? 0;
  const pause = async (email: string, until: number | null) =>
    pauseReader(store, await idOf(email), until, Date.now());
  const send = (...args: string[]) =>
    stage.run('send', 'hello', '--list', 'all', '--yes', '--untested', '--json', ...args);
  const plan = (out: string) => jsonLines(out).find(({ event }) => event === 'plan');

  it.each([[[]], [['--segment', 'first_name = Nobody or tag:press']], [['--segment', 'press']]])(
    'is left out of a mailing, and the plan says so: %j',
    async (segment) => {
      await pause('ana@example.org', inAWeek());
      const { out } = await send(...segment.slice(0, 2));
      expect(plan(out)).toMatchObject({ leftOut: { paused: 1 } });
      expect([...(await stage.ledger()).keys()]).not.toContain('ana@example.org');
    },
  );

  it('gets the next issue once the pause is over, by itself, and this one with --new', async () => {
    await pause('ana@example.org', inAWeek());
    expect(plan((await send()).out)).toMatchObject({ recipients: 2, leftOut: { paused: 1 } });
    await pause('ana@example.org', Date.now() - 1);
    expect(plan((await send('--new')).out)).toMatchObject({
      recipients: 1,
      leftOut: { paused: 0, hadIt: 2 },
    });
    expect((await stage.ledger()).get('ana@example.org')?.state).toBe('accepted');
  });

  it('is shown with the pause and its end', async () => {
    await pause('ana@example.org', inAWeek());
    expect((await stage.run('subscribers', 'show', 'ana@example.org')).out).toMatch(/paused\s+until: \d{4}-/);
  });
});

it('a pause that begins after the freeze is honoured before the copy goes, with its reason', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-pause-'));
  const small = await setMailing(['ana@example.org', 'bob@example.org'], join(folder, 'newsletter.db'));
  const server = await startScriptServer({});
  const ana = await findSubscriber(small.store.db, 'ana@example.org');
  await pauseReader(small.store, ana?.id ?? 0, Date.parse('2027-01-01'), Date.parse('2026-12-01'));
  await small.run(server);
  const lines = await small.lines();
  expect(tallyOf(lines)).toEqual({ accepted: 1, skipped: 1 });
  expect(lines.find(({ state }) => state === 'skipped')).toMatchObject({
    email: 'ana@example.org',
    reason: 'paused',
  });
  await server.close();
  await small.store.close();
  rmSync(folder, { recursive: true, force: true });
});
