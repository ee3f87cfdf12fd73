import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thisSender } from '../../src/mailing/identity.ts';
import { reapSenders, takeMailing } from '../../src/mailing/tenure.ts';
import { claimDeliveries, findOrphanedSenders } from '../../src/store/claims.ts';
import { deliveryStates, openOf } from '../../src/store/delivery.ts';
import { countDeliveries, isAnyOpen } from '../../src/store/delivery-counts.ts';
import { type MailingState, moveMailing } from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import { findSenders } from '../../src/store/senders.ts';
import type { Store } from '../../src/store/store.ts';
import { jumpingClock } from './jumping-clock.ts';
import { id, type SmallMailing, setMailing } from './small-mailing.ts';

describe('looking after the senders of a mailing', () => {
  let folder: string;
  let small: SmallMailing;
  let other: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-looking-'));
    const path = join(folder, 'newsletter.db');
    small = await setMailing(['a@example.org', 'b@example.org'], path);
    other = await openStore(path);
  });
  afterEach(async () => {
    await small.store.close();
    await other.close();
    rmSync(folder, { recursive: true });
  });
  const here = thisSender();
  const clock = jumpingClock();
  const look = () => reapSenders(small.store, id, here, clock.now());
  const take = () => takeMailing({ store: small.store, mailing: id, identity: here, clock });
  const become = (state: MailingState) =>
    moveMailing(small.store.db, id, ['running'], { state, reason: null, endedAt: null });

  it.each([
    ['is done', () => become('done'), 0],
    ['is paused', () => become('paused'), 0],
    ['is incomplete', () => become('incomplete'), 0],
    ['runs, and nobody is at it', async () => undefined, 0],
    ['runs, with a sender that lives', take, 1],
  ])('does not wait for whoever writes when the mailing %s', async (_, bring, living) => {
    await bring();
    await other.transaction(async () => {
      expect(await look()).toEqual({ living });
    });
  });

  it('asks only the indexes on what is open', async () => {
    for (const ask of [isAnyOpen, findOrphanedSenders] as const) {
      const steps = await planOf(small.store, (db) => ask(db, id));
      const about = steps.filter((step) => step.includes('deliveries') || step.includes('SCAN'));
      expect(about.length).toBeGreaterThan(0);
      for (const step of about) {
        expect(step).toMatch(
          /^SEARCH deliveries USING .*INDEX deliveries_(?:planned|deferred|held) |^SCAN CONSTANT ROW/,
        );
      }
    }
  });

  it('finds open exactly what the counts call open', async () => {
    const all = small.store.db.updateTable('deliveries');
    for (const state of deliveryStates) {
      const held = state === 'claimed' || state === 'sending';
      await all.set({ state, sender_id: held ? here.id : null }).execute();
      const counts = await countDeliveries(small.store.db, id);
      expect(await isAnyOpen(small.store.db, id), state).toBe(openOf(counts) > 0);
    }
    expect(await isAnyOpen(small.store.db, 'another')).toBe(false);
  });

  it('still ends a mailing whose sender died with nothing left, and buries the dead', async () => {
    await takeMailing({ store: small.store, mailing: id, identity: { ...here, started: 'long ago' }, clock });
    await claimDeliveries(small.store.db, { mailing: id, sender: here.id, limit: 2, now: 1 });
    await small.store.db.updateTable('deliveries').set({ state: 'accepted', sender_id: null }).execute();
    expect(await look()).toEqual({ living: 0 });
    expect(await findSenders(small.store.db, id)).toEqual([]);
    expect((await small.mailing()).state).toBe('done');
  });
});

/** How SQLite goes about a question. */
async function planOf({ db }: Store, ask: (db: Store['db']) => Promise<unknown>): Promise<readonly string[]> {
  let asked: RootOperationNode | undefined;
  const listen: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked = node;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await ask(db.withPlugin(listen));
  if (!asked) throw new Error('nothing was asked');
  const { sql, parameters } = db.getExecutor().compileQuery(asked, createQueryId());
  const { rows } = await db.executeQuery(CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]));
  return rows.map((row) => (row as { detail: string }).detail);
}
