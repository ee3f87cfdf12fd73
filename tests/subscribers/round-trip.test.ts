import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/address/email-address.ts';
import { ensureList, findList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscribers } from '../../src/store/subscribers.ts';
import { findSubscriptionsOf, putSubscriptions } from '../../src/store/subscriptions.ts';
import { exportSubscribers } from '../../src/subscribers/export.ts';
import { importSubscribers } from '../../src/subscribers/import.ts';
import { listSubscribers } from '../../src/subscribers/look.ts';
import { emailAddresses } from '../address/arbitraries.ts';
import { kept } from './arbitraries.ts';
import { temporaryFolder } from './folder.ts';

const file = temporaryFolder();
const filled = kept.filter((text) => text !== '' && !text.includes('\ufffd'));
const fieldName = fc.oneof(
  fc.constantFrom(
    'first_name',
    'last_name',
    'name',
    'city',
    'state',
    'labels',
    'subscribed',
    'created_at',
    'id',
  ),
  fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).filter((name) => !['email', 'tags', 'status'].includes(name)),
);

const people = fc.uniqueArray(
  fc.record({
    email: emailAddresses(),
    fields: fc.dictionary(fieldName, filled, { maxKeys: 4, noNullPrototype: true }),
    tags: fc.uniqueArray(filled, { maxLength: 3 }),
    state: fc.constantFrom('active' as const, 'pending' as const, 'unsubscribed' as const),
    source: filled,
    consentAt: fc.option(fc.integer({ min: 0, max: 4e12 })),
    consent: fc.dictionary(filled, filled, { maxKeys: 2, noNullPrototype: true }),
  }),
  { selector: (person) => addressKey(person.email), maxLength: 5 },
);

type Person = (typeof people extends fc.Arbitrary<infer T> ? T : never)[number];

describe('a list that was exported and is imported again', () => {
  it('is the same list: people, fields, tags, states and consent', async () => {
    await fc.assert(
      fc.asyncProperty(people, async (all) => {
        const [from, to] = [await openStore(':memory:'), await openStore(':memory:')];
        await fill(from, all);
        const path = file('export.csv', await exported(from));
        const report = await importSubscribers(to, { path, list: 'readers', now: 2 });
        expect(report).toMatchObject({ rows: all.length, rejected: 0, duplicates: 0 });
        expect(await content(to)).toEqual(await content(from));
        expect(await exported(to)).toBe(await exported(from));
        await Promise.all([from.close(), to.close()]);
      }),
      { numRuns: 150 },
    );
  });
});

async function fill(store: Store, all: readonly Person[]): Promise<void> {
  const list = await ensureList(store.db, 'readers', 1);
  const subscribers = all.map((one) => ({ ...one, emailKey: addressKey(one.email) }));
  const ids = await createSubscribers(store.db, subscribers, 1);
  const subscriptions = subscribers.map(({ emailKey, state, source, consentAt, consent }) => {
    const leftAt = state === 'unsubscribed' ? 1 : null;
    return { listId: list.id, subscriberId: ids.get(emailKey)!, state, source, consentAt, consent, leftAt };
  });
  await putSubscriptions(store.db, subscriptions, 1);
}

async function exported(store: Store): Promise<string> {
  let text = '';
  for await (const line of exportSubscribers(store, await findList(store.db, 'readers'))) text += line;
  return text;
}

async function content(store: Store) {
  const found = [];
  for await (const { subscriber, state } of listSubscribers(store)) {
    const [subscription] = await findSubscriptionsOf(store.db, subscriber.id);
    const { source, consentAt, consent } = subscription!;
    found.push([subscriber.email, subscriber.fields, subscriber.tags, state, source, consentAt, consent]);
  }
  return found;
}
