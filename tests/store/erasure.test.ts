import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buryClaims, claimDeliveries } from '../../src/store/claims.ts';
import { clearDeliveries } from '../../src/store/clearance.ts';
import type { DeliveryState, Settlement } from '../../src/store/delivery.ts';
import { planHeldAgain, planUnknownAgain } from '../../src/store/replan.ts';
import { registerSender } from '../../src/store/senders.ts';
import { settleDeliveries } from '../../src/store/settlement.ts';
import { erasePerson } from '../../src/subscribers/erase.ts';
import { address } from '../address/address.ts';
import { id, type SmallMailing, setMailing, tallyOf } from '../mailing/small-mailing.ts';
import { secret } from '../mailing/stage.ts';
import { startScriptServer } from '../smtp/script-server.ts';

const readers = ['anna', 'ben', 'carl'].map((name) => `${name}@example.org`);
const holder = { mailing: id, sender: 'first' };

describe('the delivery of somebody who is erased', () => {
  let small: SmallMailing;
  beforeEach(async () => {
    small = await setMailing(readers);
    await registerSender(
      small.store.db,
      id,
      { id: 'first', machine: 'm', boot: 'b', pid: 1, started: '1' },
      1,
    );
  });
  afterEach(() => small.store.close());

  const erase = (email = 'anna@example.org') =>
    erasePerson(small.store, { email: address(email), secrets: [secret], now: 5 });
  const line = async () =>
    await small.store.db
      .selectFrom('deliveries')
      .selectAll()
      .where('subscriber_id', '=', 1)
      .executeTakeFirstOrThrow();
  const put = (values: {
    state: DeliveryState;
    reply?: string;
    reason?: string;
    held?: number;
    email?: string;
  }) => small.store.db.updateTable('deliveries').set(values).where('subscriber_id', '=', 1).execute();

  it.each(['planned', 'deferred', 'claimed'] as const)('that is %s is skipped', async (state) => {
    await put({ state });
    expect(await erase()).toMatchObject({ traces: { deliveries: 1 } });
    expect(await line()).toMatchObject({
      ...{ state: 'skipped', reason: 'erased', email: '', email_key: '', fields: '{}', sender_id: null },
    });
    expect(await claimDeliveries(small.store.db, { ...holder, limit: 9, now: 9 })).toHaveLength(2);
  });

  it.each([
    ['250 2.0.0 Ok: queued as 4F2', '250 2.0.0 Ok: queued as 4F2'],
    ['550 5.1.1 <Anna@Example.org>: no such user', '550 5.1.1'],
    ['550 User anna unknown', '550'],
    ['no code, but anna', ''],
    ['550 5.1.1 <old.name@example.net>: no such user', '550 5.1.1'],
  ])('keeps its place and state in the ledger, and of “%s” only what names nobody', async (reply, kept) => {
    // They have changed their address since.
    const email = reply.includes('old.name') ? 'old.name@example.net' : 'anna@example.org';
    await put({ state: 'rejected', reply, reason: 'x anna@example.org', held: 1, email });
    await erase();
    expect(await line()).toMatchObject({
      state: 'rejected',
      reply: kept,
      reason: '',
      email: '',
      held: 0,
      position: 1,
    });
    await planHeldAgain(small.store.db, id, 6);
    expect(tallyOf(await small.lines())).toEqual({ rejected: 1, planned: 2 });
  });

  it('is lost to the sender that has claimed it, before anything is on the wire', async () => {
    await claimDeliveries(small.store.db, { ...holder, limit: 9, now: 2 });
    await erase();
    const cleared = await clearDeliveries(small.store.db, holder, [1, 2], 6);
    expect(Object.fromEntries(cleared)).toEqual({ 1: { kind: 'lost' }, 2: { kind: 'go', at: 6 } });
  });

  const reply = '450 anna@example.org is full';
  it.each<[Settlement, DeliveryState, string | null]>([
    [{ state: 'accepted', reply: '250 anna@example.org ok' }, 'accepted', '250'],
    [{ state: 'deferred', reply, dueAt: 7 }, 'skipped', '450'],
    [{ state: 'released', reply }, 'skipped', '450'],
    [{ state: 'rejected', reply: '550 no anna@example.org here', suppress: true }, 'rejected', '550'],
    [{ state: 'unknown', why: 'the line broke' }, 'unknown', null],
  ])('that is on the wire: after %o it is %s, and names nobody', async (settlement, state, kept) => {
    await claimDeliveries(small.store.db, { ...holder, limit: 9, now: 2 });
    await clearDeliveries(small.store.db, holder, [1, 2, 3], 3);
    await erase();
    expect(await settleDeliveries(small.store.db, holder, [{ subscriberId: 1, settlement }], 6)).toEqual(
      new Set(),
    );
    expect(await line()).toMatchObject({ state, reply: kept, email: '', sender_id: null });
    expect(await small.store.db.selectFrom('suppressions').select('reason').execute()).toEqual([
      { reason: 'erased' },
    ]);
    await planUnknownAgain(small.store.db, id, 7);
    expect((await line()).state).toBe(state);
  });

  it('whose sender has died on the wire is unknown, and stays so', async () => {
    await claimDeliveries(small.store.db, { ...holder, limit: 9, now: 2 });
    await clearDeliveries(small.store.db, holder, [1], 3);
    await erase();
    await buryClaims(small.store.db, { ...holder, ending: 'left' }, 6);
    await planUnknownAgain(small.store.db, id, 7);
    expect(tallyOf(await small.lines())).toEqual({ unknown: 1, planned: 2 });
  });

  it('is passed over by the mailing, which ends with everybody accounted for', async () => {
    await erase();
    const server = await startScriptServer();
    try {
      await small.run({ url: server.url });
      expect(tallyOf(await small.lines())).toEqual({ skipped: 1, accepted: 2 });
    } finally {
      await server.close();
    }
  });
});
