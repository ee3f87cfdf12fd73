import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { thisSender } from '../../src/mailing/identity.ts';
import { cancelMailing } from '../../src/mailing/steer.ts';
import { keepAlive, leaveMailing, reapSenders, type Tenure, takeMailing } from '../../src/mailing/tenure.ts';
import { claimDeliveries } from '../../src/store/claims.ts';
import { moveMailing } from '../../src/store/mailings.ts';
import { findSenders, type SenderIdentity } from '../../src/store/senders.ts';
import { clearDelivery, settleDelivery } from '../store/one-by-one.ts';
import { jumpingClock } from './jumping-clock.ts';
import { id, type SmallMailing, setMailing, tallyOf } from './small-mailing.ts';

const readers = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.org`);

describe('a sender’s hold on a mailing', () => {
  let small: SmallMailing;
  beforeEach(async () => {
    small = await setMailing(readers);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await small.store.close();
  });
  const living = thisSender();
  /** A process that was there and is no more. */
  const dead: SenderIdentity = { ...living, id: 'dead', started: 'long ago' };
  const clock = jumpingClock();
  const hold = (identity: SenderIdentity): Tenure => ({ store: small.store, mailing: id, identity, clock });
  const claim = (identity: SenderIdentity, limit: number) =>
    claimDeliveries(small.store.db, { mailing: id, sender: identity.id, limit, now: 1 });
  const clear = (identity: SenderIdentity, subscriberId: number) =>
    clearDelivery(small.store.db, { mailing: id, sender: identity.id, subscriberId }, 1);
  const accept = (identity: SenderIdentity, subscriberId: number) =>
    settleDelivery(
      small.store.db,
      { mailing: id, sender: identity.id, subscriberId },
      { state: 'accepted', reply: '250' },
      1,
    );
  const reap = () => reapSenders(small.store, id, living, clock.now());
  const states = async () => tallyOf(await small.lines());

  it('ends with the process: its claims are free, and what it was handing over is unknown', async () => {
    await takeMailing(hold(dead));
    await claim(dead, 3);
    await clear(dead, 1);
    expect(await reap()).toEqual({ living: 0 });
    expect(await states()).toEqual({ planned: 3, unknown: 1 });
    expect(await findSenders(small.store.db, id)).toEqual([]);
    expect((await small.mailing()).state).toBe('running');
  });

  it('is not ended by others while the process lives', async () => {
    await takeMailing(hold(living));
    await claim(living, 3);
    expect(await reap()).toEqual({ living: 1 });
    expect(await states()).toEqual({ claimed: 3, planned: 1 });
  });

  it('is noticed to have ended when nobody registered holds the claims', async () => {
    await takeMailing(hold(living));
    await claim(living, 2);
    await small.store.db.deleteFrom('senders').execute();
    expect(await reap()).toEqual({ living: 0 });
    expect(await states()).toEqual({ planned: 4 });
  });

  it('leaves nobody open in a mailing that was cancelled meanwhile', async () => {
    await takeMailing(hold(dead));
    await claim(dead, 3);
    await clear(dead, 1);
    await cancelMailing(small.store, await small.mailing(), 2);
    expect(await states()).toEqual({ claimed: 2, sending: 1, cancelled: 1 });
    await reap();
    expect(await states()).toEqual({ unknown: 1, cancelled: 3 });
    expect(await small.mailing()).toMatchObject({
      state: 'cancelled',
      reason: 'cancelled by hand',
      endedAt: 2,
    });
  });

  it('is written to its end by whoever comes next, when it died with nothing left to do', async () => {
    await takeMailing(hold(dead));
    await claim(dead, 4);
    for (const n of [1, 2, 3, 4]) {
      await clear(dead, n);
      if (n < 4) await accept(dead, n);
    }
    await reap();
    expect(await states()).toEqual({ accepted: 3, unknown: 1 });
    expect(await small.mailing()).toMatchObject({ state: 'incomplete', reason: '1 unknown', endedAt: null });
  });

  it('is given back with all claims, and the mailing paused when it was stopped', async () => {
    await takeMailing(hold(living));
    await claim(living, 3);
    expect(await leaveMailing(hold(living), { kind: 'stopped' })).toEqual({ kind: 'stopped' });
    expect(await states()).toEqual({ planned: 4 });
    expect((await small.mailing()).state).toBe('paused');
  });

  it('writes nothing at its end when another has taken it over', async () => {
    await takeMailing(hold(dead));
    await claim(dead, 1);
    await takeMailing(hold(living));
    expect(await leaveMailing(hold(dead), { kind: 'finished' })).toEqual({ kind: 'halted' });
    expect((await small.mailing()).state).toBe('running');
    expect(await states()).toEqual({ planned: 4 });
  });

  it('cannot go on when it has ended', async () => {
    for (const state of ['done', 'cancelled'] as const) {
      await moveMailing(small.store.db, id, ['running', 'done'], { state, reason: null, endedAt: 1 });
      await expect(small.reopen()).rejects.toMatchObject({ kind: 'refused', code: 'mailing/ended' });
      await expect(cancelMailing(small.store, await small.mailing(), 2)).rejects.toMatchObject({
        code: 'mailing/ended',
        undone: 'Nothing was changed.',
      });
    }
  });

  it('shares the limits with whoever else is at work, and not with those who only wait or practise', async () => {
    const other: SenderIdentity = { ...living, id: 'other' };
    await takeMailing(hold(living));
    await takeMailing(hold(other));
    const counted = () =>
      new Promise<number>((done) => {
        const stop = keepAlive(hold(living), {
          lost: () => undefined,
          senders: (busy) => {
            stop();
            done(busy);
          },
        });
      });
    expect(await counted()).toBe(1);
    await claim(living, 1);
    expect(await counted()).toBe(1);
    await claim(other, 1);
    expect(await counted()).toBe(2);
    await clear(other, 2);
    expect(await counted()).toBe(2);
    await small.store.db.updateTable('mailings').set({ practice: 1 }).execute();
    expect(await counted()).toBe(1);
    await small.store.db.updateTable('mailings').set({ practice: 0 }).execute();
    await leaveMailing(hold(other), { kind: 'finished' });
    expect(await counted()).toBe(1);
  });

  it('shows that it lives every few seconds, and hears when the mailing is not its own any more', async () => {
    await takeMailing(hold(living));
    await small.store.db.updateTable('senders').set({ heartbeat_at: 5 }).execute();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let lost = 0;
    const seen: number[] = [];
    const stop = keepAlive(hold(living), {
      lost: () => {
        lost += 1;
      },
      senders: (living) => {
        seen.push(living);
      },
    });
    const beat = async (): Promise<void> => {
      vi.advanceTimersByTime(5_000);
      // Waits for what the beat asks of the store.
      await small.store.transaction(async () => undefined);
      await small.store.transaction(async () => undefined);
      await new Promise((done) => setImmediate(done));
    };
    await beat();
    expect(lost).toBe(0);
    expect((await findSenders(small.store.db, id))[0]?.heartbeatAt).toBeGreaterThan(5);
    await moveMailing(small.store.db, id, ['running'], { state: 'paused', reason: null, endedAt: null });
    await beat();
    expect(lost).toBe(1);
    await moveMailing(small.store.db, id, ['paused'], { state: 'running', reason: null, endedAt: null });
    await small.store.db.deleteFrom('senders').execute();
    await beat();
    expect(lost).toBe(2);
    stop();
    await beat();
    expect(lost).toBe(2);
  });

  it('goes on beating when a beat found the store out of reach', async () => {
    await takeMailing(hold(living));
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listen);
    let asked = 0;
    const stop = keepAlive(hold(living), {
      lost: () => undefined,
      senders: async () => {
        asked += 1;
        throw new Error('disk I/O error');
      },
    });
    for (let beats = 1; beats <= 3; beats += 1) {
      await vi.waitUntil(() => asked === beats);
      vi.advanceTimersByTime(5_000);
    }
    stop();
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});
