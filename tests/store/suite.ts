import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audiencePages, countAudience, standing, streamMembers } from '../../src/store/audience.ts';
import { findEventsOf, recordEvents } from '../../src/store/events.ts';
import { ensureList, findList, findLists } from '../../src/store/lists.ts';
import type { Store } from '../../src/store/store.ts';
import {
  createSubscribers,
  findSubscriber,
  findSubscribers,
  upsertSubscriber,
} from '../../src/store/subscribers.ts';
import {
  endSubscriptions,
  findSubscription,
  findSubscriptionsOf,
  putSubscriptions,
  type SubscriptionState,
} from '../../src/store/subscriptions.ts';
import {
  findSuppression,
  findSuppressions,
  liftSuppression,
  suppress,
} from '../../src/store/suppressions.ts';
import { person } from './people.ts';
import { trafficSuite } from './traffic-suite.ts';

/**
 * What every engine's store must do.
 * @param open a new and empty store each time.
 */
export function storeSuite(engine: string, open: () => Promise<Store>): void {
  describe(`a store on ${engine}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
    });

    describe('lists', () => {
      it('makes a list once, however often it is asked', async () => {
        const [first, second] = [
          await ensureList(store.db, 'readers', 1),
          await ensureList(store.db, 'readers', 2),
        ];
        expect(second).toEqual(first);
        expect(first).toMatchObject({ name: 'readers', created_at: 1 });
        expect(await findLists(store.db)).toEqual([first]);
        expect(await findList(store.db, 'nobody')).toBeUndefined();
      });
    });

    describe('subscribers', () => {
      it('are new, then unchanged, then updated by a new value or tag', async () => {
        const zoe = person('zoe@example.org', { first_name: 'Zoë' }, ['press']);
        const first = await upsertSubscriber(store.db, zoe, 1);
        expect(first.outcome).toBe('new');
        expect(await upsertSubscriber(store.db, zoe, 2)).toEqual({ id: first.id, outcome: 'unchanged' });
        const moved = person('ZOE@example.org', { city: 'Bern' }, ['friends', 'press']);
        expect(await upsertSubscriber(store.db, moved, 3)).toEqual({ id: first.id, outcome: 'updated' });
        expect(await findSubscriber(store.db, zoe.emailKey)).toEqual({
          id: first.id,
          email: 'zoe@example.org',
          emailKey: 'zoe@example.org',
          fields: { first_name: 'Zoë', city: 'Bern' },
          tags: ['press', 'friends'],
          createdAt: 1,
          updatedAt: 3,
        });
      });

      it('cannot share an address in two spellings', async () => {
        await createSubscribers(store.db, [person('zoe@example.org')], 1);
        await expect(createSubscribers(store.db, [person('Zoe@example.org')], 1)).rejects.toThrow();
      });

      it('are found by the thousand', async () => {
        const people = Array.from({ length: 2_345 }, (_, i) => person(`reader${i}@example.org`));
        const ids = await createSubscribers(store.db, people, 1);
        const keys = [...people.map((one) => one.emailKey), 'nobody@example.org'];
        const found = await findSubscribers(store.db, keys);
        expect(found.size).toBe(people.length);
        for (const [key, id] of ids) expect(found.get(key)?.id).toBe(id);
      });

      it('never get the number of one who is gone', async () => {
        const gone = await upsertSubscriber(store.db, person('gone@example.org'), 1);
        await store.db.deleteFrom('subscribers').where('id', '=', gone.id).execute();
        const next = await upsertSubscriber(store.db, person('next@example.org'), 1);
        expect(next.id).toBeGreaterThan(gone.id);
      });

      it('keep every text they are given', async () => {
        const list = await ensureList(store.db, 'readers', 1);
        await fc.assert(
          fc.asyncProperty(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), async (fields) => {
            fc.pre(!Object.keys(fields).includes('__proto__'));
            await store.db.deleteFrom('subscribers').execute();
            await upsertSubscriber(store.db, person('a@example.org', fields, Object.values(fields)), list.id);
            const found = await findSubscriber(store.db, 'a@example.org');
            expect(found).toMatchObject({ fields: { ...fields }, tags: Object.values(fields) });
          }),
        );
      });
    });

    describe('subscriptions', () => {
      it('keep the consent, and the day somebody left, when they end', async () => {
        const { listId, id } = await reader(store, 'zoe@example.org');
        await endSubscriptions(store.db, listId, [id], 50);
        await endSubscriptions(store.db, listId, [id], 60);
        expect(await findSubscription(store.db, listId, id)).toEqual({
          listId,
          subscriberId: id,
          state: 'unsubscribed',
          source: 'added by hand',
          consentAt: 7,
          consent: { page: '/subscribe' },
          createdAt: 10,
          updatedAt: 50,
          leftAt: 50,
          pausedUntil: null,
        });
      });

      it('are listed for a person with the names of the lists', async () => {
        const { id } = await reader(store, 'zoe@example.org', 'readers');
        await reader(store, 'zoe@example.org', 'press');
        const found = await findSubscriptionsOf(store.db, id);
        expect(found.map((one) => one.list)).toEqual(['readers', 'press']);
      });

      it('go when their subscriber goes', async () => {
        const { listId, id } = await reader(store, 'zoe@example.org');
        await store.db.deleteFrom('subscribers').where('id', '=', id).execute();
        expect(await findSubscription(store.db, listId, id)).toBeUndefined();
      });

      it('cannot be to a list that is not there', async () => {
        const { id } = await reader(store, 'zoe@example.org');
        await expect(
          putSubscriptions(store.db, [{ ...subscription, listId: 999, subscriberId: id }], 1),
        ).rejects.toThrow();
      });
    });

    describe('suppressions', () => {
      it('keep their first reason until they are lifted', async () => {
        const first = { email_key: 'a@example.org', reason: 'bounced', source: '550 5.1.1', at: 1 } as const;
        await suppress(store.db, [first, { ...first, email_key: 'b@example.org' }]);
        await suppress(store.db, [{ ...first, reason: 'blocked', at: 2 }]);
        expect(await findSuppression(store.db, 'a@example.org')).toEqual(first);
        expect([...(await findSuppressions(store.db, ['b@example.org', 'c@example.org'])).keys()]).toEqual([
          'b@example.org',
        ]);
        await liftSuppression(store.db, 'a@example.org');
        expect(await findSuppression(store.db, 'a@example.org')).toBeUndefined();
      });
    });

    describe('an audience', () => {
      it('is every active reader once, in order, and counted, whatever the page', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(standings, { maxLength: 12 }),
            fc.integer({ min: 1, max: 5 }),
            async (all, pageSize) => {
              await empty(store);
              const list = await audience(store, all);
              const streamed = (await collect(audiencePages(store.db, list, pageSize))).flat();
              const active = all.flatMap((one, i) => (one.state === 'active' ? [`${i}@example.org`] : []));
              expect(streamed.map((member) => member.subscriber.email)).toEqual(active);
              for (const member of streamed)
                expect(member.suppression).toBe(all[numberOf(member)]?.suppression);
              const counts = { active: 0, pending: 0, unsubscribed: 0, suppressed: 0 };
              for (const one of all) counts[standing(one)] += 1;
              expect(await countAudience(store.db, list)).toEqual(counts);
              expect(await collect(streamMembers(store.db, list, pageSize))).toHaveLength(all.length);
            },
          ),
          { numRuns: 40 },
        );
      });

      it('can be read while the store is written, also inside a transaction', async () => {
        const list = await audience(store, Array(5).fill({ state: 'active', suppression: null }));
        const seen = await store.transaction(async (db) => {
          let count = 0;
          for await (const members of audiencePages(db, list, 2)) {
            const ids = members.map(({ subscriber }) => subscriber.id);
            await endSubscriptions(db, list, ids, 5);
            count += ids.length;
          }
          return count;
        });
        expect(seen).toBe(5);
        expect(await countAudience(store.db, list)).toMatchObject({ active: 0, unsubscribed: 5 });
      });

      it('leaves out who is only on another list', async () => {
        const { listId } = await reader(store, 'zoe@example.org', 'readers');
        await reader(store, 'jose@example.org', 'press');
        expect((await collect(audiencePages(store.db, listId))).flat()).toHaveLength(1);
      });
    });

    describe('events', () => {
      it('are told in the order they were recorded', async () => {
        const event = { at: 2, kind: 'imported', mailingId: null, subscriberId: 1, detail: { line: 3 } };
        await recordEvents(store.db, [
          event,
          { ...event, at: 1, kind: 'unsubscribed' },
          { ...event, subscriberId: 2 },
        ]);
        expect(await findEventsOf(store.db, 1)).toEqual([event, { ...event, at: 1, kind: 'unsubscribed' }]);
      });
    });

    describe('mailings', () => {
      it('cannot be two of one issue to one list, unless the earlier has ended', async () => {
        const list = await ensureList(store.db, 'readers', 1);
        const put = (id: string, state: 'running' | 'paused' | 'incomplete' | 'done' | 'cancelled') =>
          store.db
            .insertInto('mailings')
            .values({ ...mailing, id, state, list_id: list.id })
            .execute();
        for (const state of ['done', 'cancelled', 'incomplete', 'running'] as const) await put(state, state);
        for (const state of ['running', 'paused'] as const) {
          await expect(put(`second ${state}`, state)).rejects.toThrow();
        }
        await put('another end', 'done');
      });

      it('can be practised while they are sent, once at a time', async () => {
        const list = await ensureList(store.db, 'readers', 1);
        const put = (id: string, practice: number) =>
          store.db
            .insertInto('mailings')
            .values({ ...mailing, id, practice, list_id: list.id })
            .execute();
        await put('in earnest', 0);
        await put('practice', 1);
        await expect(put('second practice', 1)).rejects.toThrow();
      });

      it('cannot have two deliveries to one reader', async () => {
        const list = await ensureList(store.db, 'readers', 1);
        await store.db
          .insertInto('mailings')
          .values({ ...mailing, list_id: list.id })
          .execute();
        await store.db.insertInto('deliveries').values(delivery).execute();
        await expect(store.db.insertInto('deliveries').values(delivery).execute()).rejects.toThrow();
        await expect(
          store.db
            .insertInto('deliveries')
            .values({ ...delivery, mailing_id: 'none' })
            .execute(),
        ).rejects.toThrow();
      });
    });

    describe('traffic', () => trafficSuite(() => store));

    describe('a transaction', () => {
      it('leaves nothing behind when it fails', async () => {
        const failing = store.transaction(async (db) => {
          await ensureList(db, 'readers', 1);
          throw new Error('stop');
        });
        await expect(failing).rejects.toThrow('stop');
        expect(await findLists(store.db)).toEqual([]);
      });

      it('is over before the next begins, so that what was read stays true', async () => {
        const { id } = await upsertSubscriber(store.db, person('a@example.org', { n: '0' }), 1);
        await Promise.all(
          Array.from({ length: 20 }, () =>
            store.transaction(async (db) => {
              const found = await findSubscriber(db, 'a@example.org');
              const n = String(Number(found?.fields['n']) + 1);
              await upsertSubscriber(db, person('a@example.org', { n }), 1);
            }),
          ),
        );
        expect(await findSubscriber(store.db, 'a@example.org')).toMatchObject({ id, fields: { n: '20' } });
      });
    });

    describe('closing', () => {
      it('waits for the transaction that is running', async () => {
        const work = store.transaction(async (db) => {
          await ensureList(db, 'readers', 1);
          return await ensureList(db, 'press', 1);
        });
        await store.close();
        expect((await work).name).toBe('press');
      });
    });

    describe('values', () => {
      it('are whole numbers to 53 bits, texts and nothing', async () => {
        await ensureList(store.db, 'far', Number.MAX_SAFE_INTEGER);
        expect(await findList(store.db, 'far')).toMatchObject({ created_at: Number.MAX_SAFE_INTEGER });
      });

      it('arrive as plain objects', async () => {
        await ensureList(store.db, 'readers', 1);
        const row = await findList(store.db, 'readers');
        expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
      });
    });
  });
}

const subscription = {
  state: 'active',
  source: 'added by hand',
  consentAt: 7,
  consent: { page: '/subscribe' },
  leftAt: null,
} as const;

const mailing = {
  id: 'm1',
  issue: 'hello',
  list_id: 1,
  segment: null,
  practice: 0,
  state: 'running',
  reason: null,
  content_hash: 'abc',
  content: '{}',
  recipients: 1,
  created_at: 1,
  ended_at: null,
} as const;

const delivery = {
  mailing_id: 'm1',
  subscriber_id: 1,
  position: 1,
  email: 'a@example.org',
  email_key: 'a@example.org',
  fields: '{}',
  variant: '',
  state: 'planned',
  attempts: 0,
  due_at: null,
  sender_id: null,
  accepted_at: null,
  reply: null,
  reason: null,
  held: 0,
  updated_at: 1,
} as const;

const standings = fc.record({
  state: fc.constantFrom<SubscriptionState>('active', 'pending', 'unsubscribed'),
  suppression: fc.constantFrom(null, null, 'bounced' as const, 'unsubscribed' as const),
});

/** One active reader of a list. */
async function reader(store: Store, email: string, listName = 'readers') {
  const list = await ensureList(store.db, listName, 1);
  const { id } = await upsertSubscriber(store.db, person(email), 1);
  await putSubscriptions(store.db, [{ ...subscription, listId: list.id, subscriberId: id }], 10);
  return { listId: list.id, id };
}

/** A list with a reader `0@example.org`, `1@example.org` … for each standing. */
async function audience(
  store: Store,
  all: readonly { state: SubscriptionState; suppression: 'bounced' | 'unsubscribed' | null }[],
): Promise<number> {
  const { id: listId } = await ensureList(store.db, 'readers', 1);
  const people = all.map((_, i) => person(`${i}@example.org`));
  const ids = await createSubscribers(store.db, people, 1);
  await putSubscriptions(
    store.db,
    all.map(({ state }, i) => ({
      ...subscription,
      state,
      listId,
      subscriberId: ids.get(`${i}@example.org`)!,
    })),
    1,
  );
  const suppressed = all.flatMap(({ suppression: reason }, i) =>
    reason === null ? [] : [{ email_key: `${i}@example.org`, reason, source: '', at: 1 }],
  );
  await suppress(store.db, suppressed);
  return listId;
}

async function empty(store: Store): Promise<void> {
  for (const table of ['subscriptions', 'subscribers', 'suppressions'] as const) {
    await store.db.deleteFrom(table).execute();
  }
}

function numberOf(member: { readonly subscriber: { readonly email: string } }): number {
  return Number.parseInt(member.subscriber.email, 10);
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}
