import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/address/email-address.ts';
import { changesAfter } from '../../src/store/changes.ts';
import { ensureList, findList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { findSubscriber } from '../../src/store/subscribers.ts';
import { findSubscription } from '../../src/store/subscriptions.ts';
import { addSubscriber } from '../../src/subscribers/add.ts';
import { join } from '../../src/subscribers/joining/join.ts';
import { leaveList, returnToList } from '../../src/subscribers/membership.ts';
import { learnPeople } from '../../src/sync/learn.ts';
import { personsOf } from '../../src/sync/tell.ts';

const names = ['ada'] as const;
const secrets = ['a-secret-for-tests-that-is-long-enough'];

/** What may happen, at the laptop (`here`) or at the pages (`there`); `bring` tells the one of the other. */
type Step =
  | { readonly do: 'add' | 'tell'; readonly who: number }
  | { readonly do: 'join' | 'leave' | 'undo'; readonly who: number }
  | { readonly do: 'take' | 'give'; readonly times: number };

const who = fc.nat(names.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('add' as const), who }),
  fc.record({ do: fc.constantFrom('join' as const, 'leave' as const, 'undo' as const), who }),
  fc.record({ do: fc.constantFrom('take' as const, 'give' as const), times: fc.integer({ min: 1, max: 2 }) }),
);

describe('two stores that tell each other', () => {
  it('come to be of one mind, and nobody who left is on a list without a later wish of their own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12, size: 'max' }), async (steps) => {
        const [here, there] = [await openStore(':memory:'), await openStore(':memory:')];
        await there.transaction((db) => ensureList(db, 'elsewhere', 1));
        const wishes = new Map<string, 'on' | 'off'>();
        let now = 1_000;
        for (const one of steps) {
          now += 10;
          await take(one, { here, there, now, wishes });
        }
        for (const direction of ['take', 'give', 'take'] as const)
          await take({ do: direction, times: 1 }, { here, there, now: now + 10, wishes });
        for (const name of names) {
          const states = [await stateOf(here, name), await stateOf(there, name)];
          expect(states[0]).toBe(states[1]);
          if (wishes.get(name) === 'off') expect(states[0]).not.toBe('active');
          if (wishes.get(name) === 'on') expect(states[0]).toBe('active');
        }
        await here.close();
        await there.close();
      }),
      { numRuns: 200 },
    );
  });
});

interface World {
  readonly here: Store;
  readonly there: Store;
  readonly now: number;
  /** The last wish of a reader themselves. */
  readonly wishes: Map<string, 'on' | 'off'>;
}

async function take(one: Step, { here, there, now, wishes }: World): Promise<void> {
  const name = 'who' in one ? (names[one.who] as string) : '';
  const email = `${name}@example.org` as EmailAddress;
  if (one.do === 'add')
    await addSubscriber(here, { email, list: 'all', fields: {}, tags: [], now, secrets, rejoin: false });
  if (one.do === 'take') for (let i = 0; i < one.times; i += 1) await bring(there, here, 'pages', 'we', now);
  if (one.do === 'give')
    for (let i = 0; i < one.times; i += 1) await bring(here, there, 'laptop', 'peer', now);
  if (one.do === 'join') {
    const wish = { email, emailKey: email, lists: ['all'], fields: {}, consent: {} };
    await there.transaction((db) => join(db, wish, { secrets, now }));
    wishes.set(name, 'on');
  }
  if (one.do !== 'leave' && one.do !== 'undo') return;
  const [subscriber, list] = [await findSubscriber(there.db, email), await findList(there.db, 'all')];
  if (!subscriber || !list) return;
  const membership = { listId: list.id, subscriberId: subscriber.id };
  if (one.do === 'leave') {
    if ((await leaveList(there, membership, { now, source: 'page' })) === 'left') wishes.set(name, 'off');
  } else if ((await returnToList(there, membership, { now, source: 'undo' })) === 'back')
    wishes.set(name, 'on');
}

/** Everything, from the beginning: what was told before is told again. */
async function bring(
  from: Store,
  to: Store,
  peer: string,
  keepsBooks: 'we' | 'peer',
  now: number,
): Promise<void> {
  const other = peer === 'pages' ? 'laptop' : 'pages';
  const changes = await changesAfter(from.db, { peer: other, after: 0, limit: 10_000 });
  const people = await personsOf(from.db, other, changes.subscriberIds);
  await to.transaction((db) => learnPeople(db, people, { peer, keepsBooks, secrets, now }));
}

async function stateOf(store: Store, name: string): Promise<string | undefined> {
  const [subscriber, list] = [
    await findSubscriber(store.db, `${name}@example.org`),
    await findList(store.db, 'all'),
  ];
  if (!subscriber || !list) return undefined;
  return (await findSubscription(store.db, list.id, subscriber.id))?.state;
}
