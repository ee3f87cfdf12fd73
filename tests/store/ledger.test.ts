import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buryClaims, claimDeliveries } from '../../src/store/claims.ts';
import {
  type ClaimableState,
  claimableStates,
  type DeliveryState,
  type Settlement,
  totalOf,
} from '../../src/store/delivery.ts';
import { countDeliveries } from '../../src/store/delivery-counts.ts';
import { ensureList } from '../../src/store/lists.ts';
import {
  addDeliveries,
  completeMailing,
  createMailing,
  type MailingState,
  moveMailing,
} from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import {
  cancelDeliveries,
  countLeft,
  expireDeliveries,
  holdRefusals,
  planHeldAgain,
  planUnknownAgain,
} from '../../src/store/replan.ts';
import { registerSender } from '../../src/store/senders.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscribers } from '../../src/store/subscribers.ts';
import { putSubscriptions } from '../../src/store/subscriptions.ts';
import { findSuppression, liftSuppression, suppress } from '../../src/store/suppressions.ts';
import { arrows, LedgerModel } from './ledger-model.ts';
import { clearDelivery, settleDelivery } from './one-by-one.ts';
import { person } from './people.ts';

const readers = 6;
const senders = ['a', 'b'] as const;

/** One thing that may happen to a mailing, by whom and to which reader. */
type Step =
  | {
      readonly do: 'claim';
      readonly sender: string;
      readonly limit: number;
      readonly only: readonly ClaimableState[] | undefined;
    }
  | { readonly do: 'clear'; readonly sender: string; readonly reader: number }
  | {
      readonly do: 'settle';
      readonly sender: string;
      readonly reader: number;
      readonly as: Settlement['state'];
    }
  | { readonly do: 'die'; readonly sender: string; readonly cutOff: boolean }
  | { readonly do: 'hold' | 'leave'; readonly reader: number }
  | { readonly do: 'pause' | 'resume' | 'cancel' | 'retryUnknown' | 'expire' };

const sender = fc.constantFrom(...senders);
const reader = fc.nat(readers - 1);
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('claim' as const),
        sender,
        limit: fc.integer({ min: 1, max: 4 }),
        only: fc.constantFrom(undefined, undefined, ['deferred'] as const, ['planned'] as const),
      }),
    },
    { weight: 12, arbitrary: fc.record({ do: fc.constant('clear' as const), sender, reader }) },
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        sender,
        reader,
        as: fc.constantFrom<Settlement['state']>(
          'accepted',
          'deferred',
          'deferred',
          'expired',
          'rejected',
          'rejected',
          'unknown',
          'released',
        ),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('die' as const), sender, cutOff: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'leave' as const), reader }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'pause' as const,
          'resume' as const,
          'resume' as const,
          'cancel' as const,
          'retryUnknown' as const,
          'expire' as const,
        ),
      }),
    },
  ) as fc.Arbitrary<Step>,
  { minLength: 20, maxLength: 120 },
);

describe('the ledger', () => {
  let store: Store;
  let listId: number;
  const ids: number[] = [];
  beforeAll(async () => {
    store = await openStore(':memory:');
    listId = (await ensureList(store.db, 'readers', 1)).id;
    const people = Array.from({ length: readers }, (_, i) => person(keyOf(i)));
    ids.push(...(await createSubscribers(store.db, people, 1)).values());
    const active = {
      listId,
      state: 'active',
      source: 'test',
      consentAt: null,
      consent: {},
      leftAt: null,
    } as const;
    await putSubscriptions(
      store.db,
      ids.map((subscriberId) => ({ ...active, subscriberId })),
      1,
    );
    for (const id of senders) {
      const process = { machine: 'm', boot: 'b', pid: 1, started: '1' };
      await registerSender(store.db, 'any', { id, ...process }, 1);
    }
  });
  afterAll(async () => {
    await store.close();
  });

  const keyOf = (i: number): string => `reader-${i}@example.org`;
  let mailings = 0;

  async function newMailing(): Promise<string> {
    mailings += 1;
    const id = `m${mailings}`;
    await store.transaction(async (db) => {
      const mailing = {
        id,
        issue: id,
        listId,
        segment: null,
        rate: null,
        practice: false,
        contentHash: '',
        createdAt: 1,
      };
      await createMailing(db, mailing);
      const deliveries = ids.map((subscriberId, i) => ({
        subscriberId,
        email: keyOf(i),
        emailKey: keyOf(i),
        fields: {},
        variant: '',
      }));
      await addDeliveries(db, mailing, 1, deliveries);
      await completeMailing(db, id, '', readers);
    });
    for (let i = 0; i < readers; i += 1) await liftSuppression(store.db, keyOf(i));
    return id;
  }

  async function statesOf(mailing: string): Promise<DeliveryState[]> {
    const rows = await store.db
      .selectFrom('deliveries')
      .select('state')
      .where('mailing_id', '=', mailing)
      .orderBy('subscriber_id')
      .execute();
    return rows.map(({ state }) => state);
  }

  const settlementOf = (as: Settlement['state'], now: number): Settlement => {
    if (as === 'unknown') return { state: as, why: 'lost' };
    if (as === 'deferred') return { state: as, reply: '451', dueAt: now + 3 };
    if (as === 'rejected') return { state: as, reply: '550', suppress: true };
    return { state: as, reply: '250' };
  };

  const moves: Readonly<Record<string, readonly [readonly MailingState[], MailingState]>> = {
    pause: [['running'], 'paused'],
    resume: [['running', 'paused', 'incomplete'], 'running'],
    cancel: [['running', 'paused', 'incomplete'], 'cancelled'],
  };

  /** Does a step in the store and in the model, and holds their answers together. */
  async function take(mailing: string, model: LedgerModel, step: Step, now: number): Promise<void> {
    const holding = (name: string, i: number) => ({ mailing, sender: name, subscriberId: ids[i] as number });
    const { db } = store;
    switch (step.do) {
      case 'claim': {
        const claims = await claimDeliveries(db, { mailing, ...step, now });
        const wanted = model.claim(step.sender, step.limit, now, step.only ?? claimableStates);
        expect(claims.map(({ subscriberId }) => ids.indexOf(subscriberId))).toEqual(wanted);
        expect(claims.map(({ heldBefore }) => heldBefore)).toEqual(
          wanted.map((i) => model.lines[i]?.held === 2),
        );
        return;
      }
      case 'clear': {
        const clearance = await clearDelivery(db, holding(step.sender, step.reader), now);
        expect(clearance.kind).toBe(model.clear(step.sender, step.reader));
        return;
      }
      case 'settle': {
        const settlement = settlementOf(step.as, now);
        const was = model.lines[step.reader]?.state;
        const ours = await settleDelivery(db, holding(step.sender, step.reader), settlement, now);
        expect(ours).toBe(model.settle(step.sender, step.reader, settlement, now));
        const line = model.lines[step.reader];
        if (line && line.state === 'rejected' && was !== 'rejected') line.gone = true;
        return;
      }
      case 'die':
        model.bury(step.sender, step.cutOff);
        return buryClaims(
          db,
          { mailing, sender: step.sender, ending: step.cutOff ? 'cut off' : 'left' },
          now,
        );
      case 'leave': {
        const line = model.lines[step.reader];
        if (line) line.gone = true;
        const leaving = {
          email_key: keyOf(step.reader),
          reason: 'complained',
          source: 'test',
          at: now,
        } as const;
        await liftSuppression(db, keyOf(step.reader));
        return suppress(db, [leaving]);
      }
      case 'hold': {
        await holdRefusals(db, mailing, [ids[step.reader] as number]);
        model.hold(step.reader);
        // A refusal that is taken back suppresses nobody; whoever left by themselves stays away.
        const suppression = await findSuppression(db, keyOf(step.reader));
        const line = model.lines[step.reader];
        if (line?.held === 1) line.gone = suppression !== undefined;
        if (line?.held === 1 && line.state === 'rejected') expect(suppression?.reason).not.toBe('bounced');
        return;
      }
      case 'expire':
        model.expire(now - 10);
        return expireDeliveries(db, mailing, now - 10, now);
      case 'retryUnknown':
        if (model.mailing === 'running') model.planUnknown();
        if (model.mailing === 'running') await planUnknownAgain(db, mailing, now);
        return;
      default: {
        const [from, to] = moves[step.do] as readonly [readonly MailingState[], MailingState];
        const moved = await moveMailing(db, mailing, from, { state: to, reason: null, endedAt: null });
        expect(moved).toBe(model.move(from, to));
        if (!moved) return;
        if (step.do === 'cancel') {
          model.cancel();
          await cancelDeliveries(db, mailing, now);
        } else if (step.do === 'resume') {
          model.planHeld();
          await planHeldAgain(db, mailing, now);
        }
      }
    }
  }

  it('does as a simple model does, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const [mailing, model] = [await newMailing(), new LedgerModel(readers)];
        let before = await statesOf(mailing);
        for (const [now, step] of sequence.entries()) {
          await take(mailing, model, step, now + 1);
          const after = await statesOf(mailing);
          expect(after).toEqual(model.lines.map(({ state }) => state));
          for (const [i, state] of after.entries()) {
            const from = before[i] as DeliveryState;
            if (state !== from) expect(arrows[from], `${from} → ${state} by ${step.do}`).toContain(state);
          }
          before = after;
        }
        expect(totalOf(await countDeliveries(store.db, mailing))).toBe(readers);
      }),
      { numRuns: 120 },
    );
  });

  it('never lets a reader go on the wire again unless the last time ended open, or somebody said so', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const [mailing, model] = [await newMailing(), new LedgerModel(readers)];
        /** What is known of each reader's last time on the wire. */
        const last: (DeliveryState | undefined)[] = Array(readers).fill(undefined);
        let allowed = new Set<number>();
        for (const [now, step] of sequence.entries()) {
          const before = await statesOf(mailing);
          await take(mailing, model, step, now + 1);
          const after = await statesOf(mailing);
          for (const [i, state] of after.entries()) {
            if (before[i] === 'unknown' && state === 'planned') allowed.add(i);
            if (before[i] === 'rejected' && state === 'planned') allowed.add(i);
            if (before[i] === 'sending' && state !== 'sending') last[i] = state;
            if (before[i] !== 'sending' && state === 'sending') {
              const open = [undefined, 'deferred', 'planned'].includes(last[i]);
              expect(open || allowed.has(i), `${last[i]} → sending`).toBe(true);
              allowed = new Set([...allowed].filter((one) => one !== i));
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('writes the time of acceptance once, and counts attempts that were made', async () => {
    const mailing = await newMailing();
    const holding = { mailing, sender: 'a', subscriberId: ids[0] as number };
    const line = () =>
      store.db
        .selectFrom('deliveries')
        .selectAll()
        .where('mailing_id', '=', mailing)
        .where('subscriber_id', '=', holding.subscriberId)
        .executeTakeFirstOrThrow();
    const once = async (settlement: Settlement, now: number) => {
      await claimDeliveries(store.db, { mailing, sender: 'a', limit: 1, now });
      await clearDelivery(store.db, holding, now);
      await settleDelivery(store.db, holding, settlement, now);
    };
    await once({ state: 'released', reply: '421' }, 10);
    expect(await line()).toMatchObject({ state: 'planned', attempts: 0, reply: '421' });
    await once({ state: 'deferred', reply: '451', dueAt: 25 }, 20);
    await once({ state: 'deferred', reply: '451', dueAt: 35 }, 30);
    expect(await line()).toMatchObject({ state: 'deferred', attempts: 2, deferred_since: 20, due_at: 35 });
    await once({ state: 'released', reply: '421' }, 36);
    expect(await line()).toMatchObject({ state: 'deferred', attempts: 2, due_at: 35 });
    await once({ state: 'unknown', why: 'lost' }, 40);
    await planUnknownAgain(store.db, mailing, 41);
    expect(await line()).toMatchObject({
      state: 'planned',
      due_at: null,
      deferred_since: null,
      reason: null,
    });
    await once({ state: 'accepted', reply: '250' }, 50);
    expect(await line()).toMatchObject({ state: 'accepted', accepted_at: 50, attempts: 4, sender_id: null });
    await settleDelivery(store.db, holding, { state: 'accepted', reply: '250 again' }, 60);
    expect(await line()).toMatchObject({ accepted_at: 50, reply: '250' });
  });

  it('counts as left whoever is on the way, and refusals that were held', async () => {
    const mailing = await newMailing();
    await claimDeliveries(store.db, { mailing, sender: 'a', limit: 3, now: 1 });
    for (const i of [0, 1]) {
      const holding = { mailing, sender: 'a', subscriberId: ids[i] as number };
      await clearDelivery(store.db, holding, 1);
      await settleDelivery(store.db, holding, { state: 'rejected', reply: '550', suppress: false }, 1);
    }
    expect(await countLeft(store.db, mailing)).toBe(readers - 2);
    await holdRefusals(store.db, mailing, [ids[1] as number]);
    expect(await countLeft(store.db, mailing)).toBe(readers - 1);
  });

  it('claims those first that have been due the longest, and then whoever was not tried yet', async () => {
    const mailing = await newMailing();
    const tried = await claimDeliveries(store.db, { mailing, sender: 'a', limit: 4, now: 1 });
    for (const [i, { subscriberId }] of tried.entries()) {
      const holding = { mailing, sender: 'a', subscriberId };
      await clearDelivery(store.db, holding, 1);
      // The last in order is due first; the first in order not yet.
      const settlement = { state: 'deferred', reply: '451', dueAt: 20 - 5 * i } as const;
      await settleDelivery(store.db, holding, settlement, 1);
    }
    const claim = async (limit: number) => {
      const claims = await claimDeliveries(store.db, { mailing, sender: 'b', limit, now: 16 });
      return claims.map(({ subscriberId }) => ids.indexOf(subscriberId));
    };
    expect(await claim(2)).toEqual([2, 3]);
    expect(await claim(6)).toEqual([1, 4, 5]);
  });

  it('claims nothing for a sender that is not registered', async () => {
    const mailing = await newMailing();
    expect(await claimDeliveries(store.db, { mailing, sender: 'nobody', limit: 3, now: 1 })).toEqual([]);
  });
});
