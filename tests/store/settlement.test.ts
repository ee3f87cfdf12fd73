import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buryClaims, claimDeliveries } from '../../src/store/claims.ts';
import { clearDeliveries } from '../../src/store/clearance.ts';
import type { Settlement } from '../../src/store/delivery.ts';
import { planUnknownAgain } from '../../src/store/replan.ts';
import { registerSender } from '../../src/store/senders.ts';
import { settleDeliveries } from '../../src/store/settlement.ts';
import { findSuppression } from '../../src/store/suppressions.ts';
import { id, type SmallMailing, setMailing, tallyOf } from '../mailing/small-mailing.ts';

const answers: readonly Settlement[] = [
  { state: 'accepted', reply: '250 2.0.0 Taken' },
  { state: 'deferred', reply: '451 4.7.1 Later', dueAt: 99 },
  { state: 'expired', reply: '451 4.7.1 Never' },
  { state: 'rejected', reply: '550 5.1.1 No such user', suppress: true },
  { state: 'unknown', why: 'the line dropped' },
  { state: 'released', reply: '421 4.3.2 Not now' },
];
const proofs = answers.filter(({ state }) => state === 'accepted' || state === 'rejected');

describe('what became of a copy', () => {
  let small: SmallMailing;
  const readers = Array.from({ length: 60 }, (_, i) => `reader-${i}@example.org`);
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

  const claim = async (sender: string, limit: number): Promise<number[]> => {
    const claims = await claimDeliveries(small.store.db, { mailing: id, sender, limit, now: 2 });
    return claims.map(({ subscriberId }) => subscriberId);
  };
  const clear = (sender: string, ids: readonly number[]) =>
    clearDeliveries(small.store.db, { mailing: id, sender }, ids, 3);
  const settle = (sender: string, subscriberId: number, settlement: Settlement) =>
    settleDeliveries(small.store.db, { mailing: id, sender }, [{ subscriberId, settlement }], 4);
  const line = (subscriberId: number) =>
    small.store.db
      .selectFrom('deliveries')
      .selectAll()
      .where('subscriber_id', '=', subscriberId)
      .executeTakeFirstOrThrow();

  describe.each(answers)('where a sender says $state', (settlement) => {
    it('changes nothing of what another one has on the wire meanwhile', async () => {
      const [reader = 0] = await claim('first', 1);
      await clear('first', [reader]);
      await buryClaims(small.store.db, { mailing: id, sender: 'first', ending: 'left' }, 4);
      await planUnknownAgain(small.store.db, id, 4);
      await claim('second', 1);
      await clear('second', [reader]);
      const before = await line(reader);
      expect(before).toMatchObject({ state: 'sending', sender_id: 'second' });
      expect(await settle('first', reader, settlement)).toEqual(new Set([reader]));
      expect(await line(reader)).toEqual(before);
      expect(await settle('second', reader, settlement)).toEqual(new Set());
    });

    it('changes nothing of a claim that was never cleared, its own or another’s', async () => {
      for (const sender of ['first', 'second']) {
        const [reader = 0] = await claim('first', 1);
        const before = await line(reader);
        expect(await settle(sender, reader, settlement)).toEqual(new Set([reader]));
        expect(await line(reader)).toEqual(before);
      }
      expect(await findSuppression(small.store.db, 'reader-0@example.org')).toBeUndefined();
    });

    it('is not what it was asked for any more where it had been given up, and is written if it is proof', async () => {
      const [reader = 0] = await claim('first', 1);
      await clear('first', [reader]);
      await buryClaims(small.store.db, { mailing: id, sender: 'first', ending: 'left' }, 4);
      expect(await settle('first', reader, settlement)).toEqual(new Set([reader]));
      const state = proofs.includes(settlement) ? settlement.state : 'unknown';
      expect(await line(reader)).toMatchObject({ state, sender_id: null });
    });
  });

  it('is each reader’s own, in a group of all kinds', async () => {
    const ours = await claim('first', 40);
    const theirs = await claim('second', 10);
    const unclaimed = readers.length - 50;
    await clear('first', ours);
    await clear('second', theirs);
    const settled = [...ours, ...theirs].map((subscriberId) => {
      const settlement = answers[subscriberId % answers.length] as Settlement;
      if (settlement.state === 'unknown') return { subscriberId, settlement };
      return { subscriberId, settlement: { ...settlement, reply: `${settlement.reply} (${subscriberId})` } };
    });
    const holder = { mailing: id, sender: 'first' };
    expect(await settleDeliveries(small.store.db, holder, settled, 4)).toEqual(new Set(theirs));
    for (const { subscriberId, settlement } of settled.slice(0, ours.length)) {
      const state = settlement.state === 'released' ? 'planned' : settlement.state;
      const words = 'why' in settlement ? { reason: settlement.why } : { reply: settlement.reply };
      expect(await line(subscriberId)).toMatchObject({ state, sender_id: null, ...words });
    }
    const { sending, planned = 0 } = tallyOf(await small.lines());
    expect([sending, planned]).toEqual([10, unclaimed + ours.filter((one) => one % 6 === 5).length]);
  });
});
