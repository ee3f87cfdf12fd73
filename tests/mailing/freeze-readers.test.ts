import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Aim, Audience } from '../../src/mailing/audience.ts';
import { freezeByPages, freezeReaders } from '../../src/mailing/freeze-readers.ts';
import type { PreparedIssue } from '../../src/mailing/prepare.ts';
import { type DeliveryState, deliveryStates } from '../../src/store/delivery.ts';
import { ensureList } from '../../src/store/lists.ts';
import { addDeliveries, createMailing, type NewMailing } from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscribers } from '../../src/store/subscribers.ts';
import { putSubscriptions, type SubscriptionState } from '../../src/store/subscriptions.ts';
import { suppress } from '../../src/store/suppressions.ts';
import { person } from '../store/people.ts';

/** A person of a made-up list: where they stand, their values, and what earlier mailings came to. */
interface Person {
  readonly state: SubscriptionState;
  readonly suppression: 'bounced' | 'unsubscribed' | 'erased' | undefined;
  readonly fields: Readonly<Record<string, string>>;
  /** In a mailing of this issue, of this issue to another list, of another issue. */
  readonly earlier: readonly (DeliveryState | undefined)[];
}

const names = ['first_name', 'city', 'constructor', 'x1'];
const value = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('""', "'", '"', '\\', '\\"', '{"a":1}', 'null', '\u0000', '\ud800', '\u2028', 'Zoë', '7'),
);
/** Mostly the first one, so that lists have readers. */
function mostly<T, U>(usual: T, ...others: readonly U[]): fc.Arbitrary<T | U> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const before = mostly(undefined, ...deliveryStates);
const people: fc.Arbitrary<readonly Person[]> = fc.array(
  fc.record({
    state: mostly<SubscriptionState, SubscriptionState>('active', 'pending', 'unsubscribed'),
    suppression: mostly(undefined, 'bounced' as const, 'unsubscribed' as const, 'erased' as const),
    fields: fc.dictionary(fc.constantFrom(...names, 'other'), value),
    earlier: fc.tuple(before, before, before),
  }),
  { maxLength: 12, size: '+1' },
);
const limit = mostly(undefined, 0, 1, 2, 3, 4);
const used = fc.subarray(names);

describe('freezing the readers of a whole list', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(':memory:');
  });
  afterAll(() => store.close());
  beforeEach(empty);

  async function empty(): Promise<void> {
    for (const table of [
      'deliveries',
      'mailings',
      'subscriptions',
      'subscribers',
      'suppressions',
      'lists',
    ] as const) {
      await store.db.deleteFrom(table).execute();
    }
  }

  /** The people on one list, with all that came before. @returns the list's id */
  async function settle(all: readonly Person[]): Promise<number> {
    await empty();
    const list = await ensureList(store.db, 'readers', 1);
    const other = await ensureList(store.db, 'others', 1);
    const emails = all.map((_, i) => (i % 2 === 0 ? `Reader-${i}@example.org` : `zoë-${i}@example.org`));
    const persons = emails.map((email, i) => person(email, all[i]?.fields));
    const ids = await createSubscribers(store.db, persons, 1);
    const idOf = (i: number) => ids.get(persons[i]?.emailKey as string) as number;
    const active = { source: 'test', consentAt: null, consent: {}, leftAt: null } as const;
    const subscriptions = all.flatMap(({ state }, i) => [
      { ...active, state, listId: list.id, subscriberId: idOf(i) },
      { ...active, state: 'active' as const, listId: other.id, subscriberId: idOf(i) },
    ]);
    await putSubscriptions(store.db, subscriptions, 1);
    await suppress(
      store.db,
      all.flatMap(({ suppression }, i) =>
        suppression === undefined
          ? []
          : [{ email_key: persons[i]?.emailKey as string, reason: suppression, source: 'test', at: 1 }],
      ),
    );
    const before = [
      { ...mailing, id: 'again', listId: list.id },
      { ...mailing, id: 'elsewhere', listId: other.id },
      { ...mailing, id: 'another', issue: 'another', listId: list.id },
    ];
    for (const [n, one] of before.entries()) {
      await createMailing(store.db, one);
      const tried = all.flatMap(({ earlier }, i) => (earlier[n] === undefined ? [] : [i]));
      const deliveries = tried.map((i) => ({
        subscriberId: idOf(i),
        email: emails[i] as string,
        emailKey: persons[i]?.emailKey as string,
        fields: {},
        variant: '',
      }));
      await addDeliveries(store.db, one, 1, deliveries);
      for (const i of tried) {
        await store.db
          .updateTable('deliveries')
          .set({ state: all[i]?.earlier[n] as DeliveryState })
          .where('mailing_id', '=', one.id)
          .where('subscriber_id', '=', idOf(i))
          .execute();
      }
    }
    await store.db.updateTable('mailings').set({ state: 'done' }).execute();
    return list.id;
  }

  /** What a freeze writes; nothing of it is left. */
  async function written(freeze: typeof freezeReaders, prepared: PreparedIssue, aim: Aim) {
    const undo = new Error('undo');
    let found: unknown;
    const frozen = store.transaction(async (db) => {
      const one = { ...mailing, listId: aim.listId };
      await createMailing(db, one);
      const { recipients } = await freeze(db, one, prepared, aim);
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('mailing_id', '=', one.id)
        .orderBy('position')
        .execute();
      found = { recipients, rows };
      throw undo;
    });
    await expect(frozen).rejects.toBe(undo);
    return found as { recipients: number; rows: readonly { position: number }[] };
  }

  it('writes the same rows in one statement as one by one, and counts them the same', async () => {
    let frozen = 0;
    let left = 0;
    await fc.assert(
      fc.asyncProperty(people, limit, used, async (all, most, fields) => {
        const listId = await settle(all);
        const aim = { ...everybody, listId, limit: most };
        const prepared = issueWith(fields);
        const atOnce = await written(freezeReaders, prepared, aim);
        expect(atOnce).toEqual(await written(freezeByPages, prepared, aim));
        expect(atOnce.rows.map(({ position }) => position)).toEqual(atOnce.rows.map((_, i) => i + 1));
        expect(atOnce.recipients).toBe(atOnce.rows.length);

        const [counted, looked] = [
          new Audience(prepared, aim, Date.now()),
          new Audience(prepared, aim, Date.now()),
        ];
        expect(await counted.count(store.db)).toBe(atOnce.recipients);
        for await (const _ of looked.pages(store.db));
        const reasons = await counted.leftOut(store.db);
        expect(reasons).toEqual(await looked.leftOut(store.db));
        const others = Object.values(reasons).reduce((sum, count) => sum + count, 0);
        expect(atOnce.recipients + others).toBe(all.length);
        frozen += atOnce.recipients;
        left += reasons.hadIt;
      }),
      { numRuns: 150 },
    );
    expect(frozen).toBeGreaterThan(100);
    expect(left).toBeGreaterThan(50);
  });
});

const mailing: NewMailing = {
  id: 'new',
  issue: 'hello',
  listId: 0,
  segment: null,
  rate: null,
  practice: false,
  contentHash: '',
  createdAt: 1_790_000_000_000,
};

const everybody = { list: 'readers', segment: undefined, rate: undefined, practice: false } as const;

/** As much of an issue as a freeze of readers looks at. */
function issueWith(fields: readonly string[]): PreparedIssue {
  const issue = { slug: mailing.issue } as PreparedIssue['issue'];
  return { issue, fields, segments: new Map() } as unknown as PreparedIssue;
}
