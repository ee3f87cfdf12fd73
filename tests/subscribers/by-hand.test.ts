import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { suppress } from '../../src/store/suppressions.ts';
import { addSubscriber } from '../../src/subscribers/add.ts';
import { listSubscribers, showSubscriber } from '../../src/subscribers/look.ts';
import { removeSubscriber } from '../../src/subscribers/remove.ts';
import { address } from '../address/address.ts';

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(async () => {
  await store.close();
});

const anna = { email: address('anna@example.org'), list: 'readers', now: 1 };

async function states(): Promise<string[]> {
  const { subscriptions = [] } = (await showSubscriber(store, anna.email)) ?? {};
  return subscriptions.map((one) => `${one.list}: ${one.state}`);
}

describe('adding somebody by hand', () => {
  it('subscribes them once, and adds to what is known', async () => {
    expect(
      await addSubscriber(store, { ...anna, fields: { first_name: ' Anna\n' }, tags: ['press'] }),
    ).toEqual({
      outcome: 'added',
    });
    expect(await addSubscriber(store, anna)).toEqual({ outcome: 'unchanged' });
    expect(await addSubscriber(store, { ...anna, now: 2, fields: { city: 'Bern', note: '' } })).toEqual({
      outcome: 'updated',
    });
    expect(await showSubscriber(store, anna.email)).toMatchObject({
      subscriber: { fields: { first_name: 'Anna', city: 'Bern' }, tags: ['press'] },
      subscriptions: [{ state: 'active', source: 'added by hand' }],
      events: [{ kind: 'subscribed' }, { kind: 'updated' }],
      deliveries: [],
    });
  });

  it('brings back who left only when they ask for it', async () => {
    await addSubscriber(store, anna);
    await removeSubscriber(store, anna);
    expect(await addSubscriber(store, anna)).toEqual({ outcome: 'leftBefore', reason: 'unsubscribed' });
    expect(await states()).toEqual(['readers: unsubscribed']);
    expect(await addSubscriber(store, { ...anna, rejoin: true, source: 'wrote to us' })).toEqual({
      outcome: 'rejoined',
    });
    expect(await showSubscriber(store, anna.email)).toMatchObject({
      subscriptions: [{ state: 'active', source: 'wrote to us', leftAt: null }],
      events: [{ kind: 'subscribed' }, { kind: 'unsubscribed' }, { kind: 'rejoined' }],
    });
  });

  it('lifts a suppression only when they ask for it', async () => {
    await addSubscriber(store, anna);
    await suppress(store.db, [{ email_key: 'anna@example.org', reason: 'bounced', source: '550', at: 1 }]);
    expect(await addSubscriber(store, anna)).toEqual({ outcome: 'leftBefore', reason: 'bounced' });
    expect(await addSubscriber(store, { ...anna, rejoin: true })).toEqual({ outcome: 'rejoined' });
    expect((await showSubscriber(store, anna.email))?.suppression).toBeUndefined();
  });
});

describe('removing somebody by hand', () => {
  it('ends every subscription, or only the one to a list', async () => {
    for (const list of ['press', 'readers', 'friends']) await addSubscriber(store, { ...anna, list });
    expect(await removeSubscriber(store, { ...anna, list: 'press' })).toEqual({
      outcome: 'removed',
      lists: ['press'],
    });
    expect(await states()).toEqual(['press: unsubscribed', 'readers: active', 'friends: active']);
    expect(await removeSubscriber(store, { email: anna.email, now: 2 })).toEqual({
      outcome: 'removed',
      lists: ['readers', 'friends'],
    });
    expect(await removeSubscriber(store, { email: anna.email, now: 3 })).toEqual({ outcome: 'leftBefore' });
  });

  it('notes who is not on the list, so that they never will be', async () => {
    await addSubscriber(store, { ...anna, email: address('ben@example.org') });
    expect(await removeSubscriber(store, anna)).toEqual({ outcome: 'noted' });
    expect(await states()).toEqual(['readers: unsubscribed']);
    expect(await addSubscriber(store, anna)).toMatchObject({ outcome: 'leftBefore' });
  });

  it('says when there is nobody, or no such list', async () => {
    expect(await removeSubscriber(store, anna)).toEqual({ outcome: 'noSuchList' });
    expect(await removeSubscriber(store, { email: anna.email, now: 1 })).toEqual({ outcome: 'notThere' });
    expect(await showSubscriber(store, anna.email)).toBeUndefined();
  });
});

describe('listing', () => {
  it('goes by list, state and number', async () => {
    for (const name of ['a', 'b', 'c']) {
      await addSubscriber(store, { ...anna, email: address(`${name}@example.org`) });
    }
    await removeSubscriber(store, { ...anna, email: address('b@example.org') });
    await addSubscriber(store, { ...anna, list: 'press' });
    const names = async (listing: Parameters<typeof listSubscribers>[1]) => {
      const found: string[] = [];
      for await (const one of listSubscribers(store, listing))
        found.push(`${one.list} ${one.subscriber.email[0]} ${one.state}`);
      return found;
    };
    const list = await findList(store.db, 'readers');
    expect(await names({ list, state: 'active' })).toEqual(['readers a active', 'readers c active']);
    expect(await names({ limit: 2 })).toEqual(['press a active', 'readers a active']);
    expect(await names({ state: 'unsubscribed' })).toEqual(['readers b unsubscribed']);
    expect(await names({ limit: 0 })).toEqual([]);
  });
});
