import { describe, expect, it } from 'vitest';
import { ensureList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createSubscribers } from '../../src/store/subscribers.ts';
import { findSubscriptions, putSubscriptions } from '../../src/store/subscriptions.ts';
import { Leaving } from '../../src/subscribers/leaving.ts';
import { person } from '../store/people.ts';

describe('leaving', () => {
  async function list(readers: number) {
    const store = await openStore(':memory:');
    const listId = (await ensureList(store.db, 'all', 1)).id;
    const people = Array.from({ length: readers }, (_, i) => person(`reader-${i}@example.org`));
    const ids = [...(await createSubscribers(store.db, people, 1)).values()];
    const active = { state: 'active', source: 'test', consentAt: null, consent: {}, leftAt: null } as const;
    await putSubscriptions(
      store.db,
      ids.map((subscriberId) => ({ listId, subscriberId, ...active })),
      1,
    );
    return { store, listId, ids };
  }

  it('of many at once is written in few transactions, and each is told when it is', async () => {
    const { store, listId, ids } = await list(200);
    const transact = store.transaction.bind(store);
    let transactions = 0;
    store.transaction = (...given: Parameters<typeof transact>) => {
      transactions += 1;
      return transact(...given) as never;
    };
    const leaving = new Leaving(store);
    const step = { now: 2, source: 'one click' };
    const lefts = ids.map((subscriberId) => leaving.leave({ listId, subscriberId }, step));
    expect(await lefts[0]).toBe('left');
    expect((await findSubscriptions(store.db, listId, ids)).get(ids[0] as number)?.state).toBe(
      'unsubscribed',
    );
    expect(new Set(await Promise.all(lefts))).toEqual(new Set(['left']));
    expect(transactions).toBeLessThan(10);
    const again = ids.map((subscriberId) => leaving.leave({ listId, subscriberId }, step));
    expect(new Set(await Promise.all(again))).toEqual(new Set(['unchanged']));
    await store.close();
  });

  it('of one who cannot be written keeps nobody else', async () => {
    const { store, listId, ids } = await list(3);
    const leaving = new Leaving(store);
    const broken = { now: Number.NaN, source: 'one click' };
    const [a, b, c] = ids.map((subscriberId, i) =>
      leaving.leave({ listId, subscriberId }, i === 1 ? broken : { now: 2, source: 'one click' }),
    );
    await expect(b).rejects.toThrow('NaN');
    expect([await a, await c]).toEqual(['left', 'left']);
    await store.close();
  });
});
