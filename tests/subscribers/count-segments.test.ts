import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { streamMembers } from '../../src/store/audience.ts';
import { ensureList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscribers } from '../../src/store/subscribers.ts';
import { putSubscriptions } from '../../src/store/subscriptions.ts';
import { suppress } from '../../src/store/suppressions.ts';
import { countSegments } from '../../src/subscribers/count-segments.ts';
import { describedOf } from '../../src/subscribers/described.ts';
import { matches } from '../../src/subscribers/segment/matches.ts';
import { parseSegment } from '../../src/subscribers/segment/parse.ts';
import { person } from '../store/people.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore(':memory:');
});
afterAll(() => store.close());

const now = Date.parse('2026-05-31T11:00:00Z');
const value = fc.constantFrom(
  'Bern',
  'bern',
  '',
  '\u0000',
  '\ud800',
  '"',
  '12',
  '2026-05-30',
  'null',
  '\u212a',
);
const instant = fc.oneof(
  fc.integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 }),
  fc.integer({ min: now - 5 * 86_400_000, max: now + 86_400_000 }),
  fc.constantFrom(
    -86_400_000,
    -1,
    0,
    Date.parse('2026-05-30T00:00:00Z'),
    Date.parse('2026-05-30T23:59:59.999Z'),
  ),
);
const people = fc.array(
  fc.record({
    fields: fc.dictionary(fc.constantFrom('city', 'constructor', 'day'), value, { noNullPrototype: true }),
    tags: fc.subarray(['press', 'Press', 'a"b', 'friends']),
    state: fc.constantFrom('active' as const, 'active' as const, 'pending' as const, 'unsubscribed' as const),
    createdAt: instant,
    consentAt: fc.option(instant),
    suppressed: fc.constantFrom(false, false, true),
  }),
  { maxLength: 12 },
);
const filters = fc.uniqueArray(
  fc.constantFrom(
    ...[
      'tag:press',
      'not tag:press',
      'tag',
      'tag contains "a\\""',
      'city = bern',
      'city',
      'city = k',
      'day > 3',
    ],
    ...[
      'constructor = ""',
      'day on 2026-05-30',
      'joined on 2026-05-30',
      'joined < 1970-01-01',
      'consent',
      'joined',
    ],
    ...['consent on 1969-12-31', 'joined in last 1 day', 'not consent in last 1 day', 'email contains 3'],
    ...[
      'tag:press and joined > 1970-01-01 or city = Bern',
      'consent < 1970-01-01 and email starts with reader',
    ],
  ),
  { maxLength: 6 },
);

it('counts who is in a segment exactly as if everybody were looked at', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(people, filters, async (all, texts) => {
      for (const table of ['subscriptions', 'subscribers', 'suppressions', 'lists'] as const) {
        await store.db.deleteFrom(table).execute();
      }
      const list = await ensureList(store.db, 'readers', 1);
      for (const [i, one] of all.entries()) {
        const reader = person(`Reader-${i}@example.org`, one.fields, one.tags);
        const [id] = (await createSubscribers(store.db, [reader], 1)).values();
        const { state, consentAt, createdAt } = one;
        const subscription = { listId: list.id, subscriberId: id as number, state, consentAt, leftAt: null };
        await putSubscriptions(store.db, [{ ...subscription, source: 'test', consent: {} }], createdAt);
        const suppression = { email_key: reader.emailKey, reason: 'bounced' as const, source: 'test', at: 1 };
        if (one.suppressed) await suppress(store.db, [suppression]);
      }
      const segments = new Map(
        texts.map((text) => {
          const parsed = parseSegment(text, now);
          if (!parsed.ok) throw new Error(`${text}: ${parsed.fault}`);
          return [text, parsed.segment];
        }),
      );
      const expected = new Map(texts.map((text) => [text, 0]));
      let readers = 0;
      for await (const member of streamMembers(store.db, list.id)) {
        if (member.state !== 'active' || member.suppression !== null) continue;
        readers += 1;
        for (const [text, segment] of segments) {
          if (matches(segment, describedOf(member))) expected.set(text, (expected.get(text) ?? 0) + 1);
        }
      }
      const counted = await countSegments(store.db, list.id, segments);
      expect(counted).toEqual({ readers, segments: expected });
      found += [...expected.values()].reduce((sum, count) => sum + count, 0);
    }),
    { numRuns: 200 },
  );
  expect(found).toBeGreaterThan(200);
});
