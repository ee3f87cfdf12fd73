import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelMailing, pauseMailing } from '../../src/mailing/steer.ts';
import { buryClaims, claimDeliveries } from '../../src/store/claims.ts';
import { clearDeliveries, reviewDeliveries } from '../../src/store/clearance.ts';
import { ensureList } from '../../src/store/lists.ts';
import { registerSender } from '../../src/store/senders.ts';
import { putSubscriptions } from '../../src/store/subscriptions.ts';
import { suppress } from '../../src/store/suppressions.ts';
import { id, type SmallMailing, setMailing, tallyOf } from '../mailing/small-mailing.ts';

const readers = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.org`);
const all = [1, 2, 3, 4, 5];

describe('a claim', () => {
  let small: SmallMailing;
  beforeEach(async () => {
    small = await setMailing(readers);
    const process = { machine: 'm', boot: 'b', pid: 1, started: '1' };
    for (const sender of ['first', 'second']) {
      await registerSender(small.store.db, id, { id: sender, ...process }, 1);
    }
  });
  afterEach(async () => {
    await small.store.close();
  });

  const holder = { mailing: id, sender: 'first' };
  const claim = (limit = readers.length) => claimDeliveries(small.store.db, { ...holder, limit, now: 2 });
  const clear = async (ids: readonly number[], sender = 'first') =>
    Object.fromEntries(await clearDeliveries(small.store.db, { mailing: id, sender }, ids, 3));
  const review = async (ids: readonly number[], sender = 'first') =>
    Object.fromEntries(await reviewDeliveries(small.store.db, { mailing: id, sender }, ids, 4));
  const states = async () => tallyOf(await small.lines());
  const attempts = async () => (await small.lines()).map((line) => line.attempts);

  /** The first of them complains, the second leaves the list and stays on another, the third is erased. */
  const threeLeave = async (): Promise<void> => {
    const { db } = small.store;
    await suppress(db, [{ email_key: 'a@example.org', reason: 'complained', source: 'test', at: 2 }]);
    const left = db.updateTable('subscriptions').set({ state: 'unsubscribed', left_at: 2 });
    await left.where('subscriber_id', '=', 2).execute();
    const other = { listId: (await ensureList(db, 'another', 1)).id, subscriberId: 2 };
    const active = { state: 'active', source: 'test', consentAt: null, consent: {}, leftAt: null } as const;
    await putSubscriptions(db, [{ ...other, ...active }], 1);
    await db.deleteFrom('subscribers').where('email_key', '=', 'c@example.org').execute();
  };
  const go = (at: number) => ({ kind: 'go', at });
  const afterThreeLeft = (at: number) => ({
    1: { kind: 'skipped', reason: 'complained' },
    2: { kind: 'skipped', reason: 'unsubscribed' },
    3: { kind: 'skipped', reason: 'erased' },
    4: go(at),
    5: go(at),
  });

  describe('before it goes on the wire', () => {
    it('is skipped, with the reason, where its reader was suppressed, left the list or was erased', async () => {
      await claim();
      await threeLeave();
      expect(await clear(all)).toEqual(afterThreeLeft(3));
      expect(await states()).toEqual({ skipped: 3, sending: 2 });
    });

    it('is not touched where the mailing was paused or cancelled', async () => {
      await claim(3);
      await pauseMailing(small.store, await small.mailing());
      expect(Object.values(await clear([1, 2, 3]))).toEqual(Array(3).fill({ kind: 'halted' }));
      expect(await states()).toEqual({ claimed: 3, planned: 2 });
      await cancelMailing(small.store, await small.mailing(), 2);
      expect(Object.values(await clear([1, 2, 3]))).toEqual(Array(3).fill({ kind: 'halted' }));
      expect(await states()).toEqual({ claimed: 3, cancelled: 2 });
    });

    it('is lost where it is another’s, or nobody’s, also when its reader has left', async () => {
      await claim(4);
      await threeLeave();
      const lost = { kind: 'lost' };
      expect(await clear(all, 'second')).toEqual({ 1: lost, 2: lost, 3: lost, 4: lost, 5: lost });
      expect(await states()).toEqual({ claimed: 4, planned: 1 });
    });
  });

  describe('that was cleared a while ago', () => {
    it('is skipped where its reader has left since, as if it had never been cleared', async () => {
      await claim();
      await clear(all);
      await threeLeave();
      expect(await review(all)).toEqual(afterThreeLeft(4));
      expect(await states()).toEqual({ skipped: 3, sending: 2 });
      expect((await attempts()).sort()).toEqual([0, 0, 0, 1, 1]);
    });

    it('counts as one attempt, however often it is asked after', async () => {
      await claim();
      await clear(all);
      for (let i = 0; i < 3; i += 1) await review(all);
      expect(await states()).toEqual({ sending: 5 });
      expect(await attempts()).toEqual([1, 1, 1, 1, 1]);
    });

    it('is a claim again, and may not go, where the mailing was paused since', async () => {
      await claim();
      await clear([1, 2]);
      await pauseMailing(small.store, await small.mailing());
      expect(await review([1, 2])).toEqual({ 1: { kind: 'halted' }, 2: { kind: 'halted' } });
      expect(await states()).toEqual({ claimed: 5 });
    });

    it('is lost where its sender was taken for dead, and stays as it is where it is another’s', async () => {
      await claim(4);
      await clear([1, 2, 3, 4]);
      expect(Object.values(await review([1, 2, 3, 4], 'second'))).toEqual(Array(4).fill({ kind: 'lost' }));
      expect(await states()).toEqual({ sending: 4, planned: 1 });
      await buryClaims(small.store.db, { ...holder, ending: 'left' }, 4);
      expect(Object.values(await review([1, 2, 3, 4]))).toEqual(Array(4).fill({ kind: 'lost' }));
      expect(await states()).toEqual({ unknown: 4, planned: 1 });
    });
  });
});
