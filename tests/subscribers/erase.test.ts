import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/address/email-address.ts';
import type { Notice } from '../../src/message/notice.ts';
import { addAddressChange } from '../../src/store/address-changes.ts';
import { recordEvents } from '../../src/store/events.ts';
import { addJoining } from '../../src/store/joinings.ts';
import { putNotice } from '../../src/store/notices.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscribers, findSubscriber } from '../../src/store/subscribers.ts';
import { findSuppressions, suppress } from '../../src/store/suppressions.ts';
import { rememberTest } from '../../src/store/tests.ts';
import { addSubscriber } from '../../src/subscribers/add.ts';
import { askForAddress, changeAddress } from '../../src/subscribers/change-address.ts';
import { type Erased, erasePerson, isKept } from '../../src/subscribers/erase.ts';
import { dropLostErasures, erasedHasher, findErased } from '../../src/subscribers/erased.ts';
import { importSubscribers } from '../../src/subscribers/import.ts';
import { showSubscriber } from '../../src/subscribers/look.ts';
import { removeSubscriber } from '../../src/subscribers/remove.ts';
import { address } from '../address/address.ts';
import { person } from '../store/people.ts';
import { temporaryFolder } from './folder.ts';

const file = temporaryFolder();
const secret = 'the-present-secret-of-forty-characters-xx';
const secrets = [secret] as const;
const email = address('Anna.Maria@example.org');
const key = 'anna.maria@example.org';
const anna = { email, list: 'readers', now: 1, secrets };

let store: Store;
let path: string;
beforeEach(async () => {
  path = file(`${crypto.randomUUID()}.db`, '');
  store = await openStore(path);
});
afterEach(() => store.close());

function erase(keys: readonly [string, ...string[]] = secrets): Promise<Erased> {
  return erasePerson(store, { email, secrets: keys, now: 5 });
}

function mail(to: EmailAddress): Notice {
  return { to, lang: 'en', dir: 'ltr', subject: '', title: '', paragraphs: [], asides: [] };
}

async function imported(rows: string, keys: readonly string[] = secrets) {
  const csv = file('readers.csv', `email,first_name,status\n${rows}\n`);
  return await importSubscribers(store, { path: csv, list: 'readers', now: 6, secrets: keys });
}

describe('erasing somebody', () => {
  it('leaves nothing of them in the store, and no byte of their address in its file', async () => {
    await addSubscriber(store, { ...anna, fields: { first_name: 'Annamarie' }, tags: ['journalist'] });
    await addSubscriber(store, { ...anna, list: 'friends' });
    await suppress(store.db, [{ email_key: key, reason: 'bounced', source: `550 <${key}>`, at: 2 }]);
    await rememberTest(store.db, { contentHash: 'x', email, at: 3 });
    expect(await erase()).toEqual({
      outcome: 'erased',
      traces: { subscriptions: 2, events: 2, deliveries: 0 },
    });
    expect(await showSubscriber(store, email)).toBeUndefined();
    expect(await erase()).toEqual({ outcome: 'before' });
    await store.close();
    const files = [path, `${path}-wal`].filter((one) => existsSync(one));
    const bytes = files.map((one) => readFileSync(one, 'latin1').toLowerCase()).join();
    for (const trace of ['anna', 'journalist']) expect(bytes).not.toContain(trace);
    expect(bytes).toContain('erased by hand');
  });

  it('takes the wishes, notices, tests and suppressions of who is no subscriber', async () => {
    const [ben] = [...(await createSubscribers(store.db, [person('ben@example.org')], 1)).values()];
    const kept = [
      () => suppress(store.db, [{ email_key: key, reason: 'bounced', source: 'x', at: 2 }]),
      () => rememberTest(store.db, { contentHash: 'x', email, at: 3 }),
      () => putNotice(store.db, mail(email), 3),
      () => addJoining(store.db, { email, emailKey: key, lists: [], fields: {}, consent: {}, askedAt: 3 }),
      () => addAddressChange(store.db, { subscriberId: ben ?? 0, email, emailKey: key, askedAt: 3 }),
    ];
    for (const keep of kept) {
      expect(await isKept(store, email)).toBe(false);
      await keep();
      expect(await isKept(store, email)).toBe(true);
      expect((await erase()).outcome).toBe('erased');
      expect((await erase()).outcome).toBe('before');
    }
    await store.close();
    const files = [path, `${path}-wal`].filter((one) => existsSync(one));
    expect(files.map((one) => readFileSync(one, 'latin1').toLowerCase()).join()).not.toContain('anna');
  });

  it('takes the address they had, and the one they had between, with it', async () => {
    await addSubscriber(store, { ...anna, email: address('ben@example.org') });
    const between = address('between@example.org');
    await addSubscriber(store, { ...anna, email: between });
    const change = async (of: string, to: EmailAddress, now: number) => {
      const subscriberId = (await findSubscriber(store.db, of))?.id ?? 0;
      await askForAddress(store, { subscriberId, email: to, secrets, now, noticeOf: () => mail(to) });
      const { id } = await store.db
        .selectFrom('address_changes')
        .selectAll()
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      expect(await changeAddress(store, { id, secrets, now, farewell: mail })).toBe('changed');
    };
    await change('ben@example.org', between, 1e12);
    await change('between@example.org', email, 1e12 + 1);
    await store.db.deleteFrom('notices').execute();
    await erase();
    const rows = await Promise.all(
      (['subscribers', 'address_changes', 'deliveries'] as const).map((table) =>
        store.db.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(JSON.stringify(rows)).not.toMatch(/between|anna/i);
  });

  it('touches nobody else, and says when there is nobody', async () => {
    await addSubscriber(store, { ...anna, email: address('ben@example.org') });
    await recordEvents(store.db, [{ at: 1, kind: 'paused', mailingId: 'm', subscriberId: null, detail: {} }]);
    expect(await erase()).toEqual({ outcome: 'notThere' });
    await addSubscriber(store, anna);
    await erase();
    expect(await showSubscriber(store, address('ben@example.org'))).toMatchObject({
      subscriptions: [{ state: 'active' }],
      events: [{ kind: 'subscribed' }],
    });
    expect(await store.db.selectFrom('events').select('kind').execute()).toHaveLength(2);
  });
});

describe('whoever was erased', () => {
  beforeEach(async () => {
    await addSubscriber(store, anna);
    await erase();
  });

  it.each(['active', 'unsubscribed', 'bounced', 'pending'])(
    'is not brought back by an import whose row says %s, nor written down by it',
    async (status) => {
      const report = await imported(`ANNA.MARIA@example.org,Anna,${status}\nben@example.org,Ben,active`);
      expect(report).toMatchObject({ rows: 2, added: 1, staysOut: 1, left: 0 });
      expect(await showSubscriber(store, email)).toBeUndefined();
      expect(await findSuppressions(store.db, [key])).toEqual(new Map());
    },
  );

  it('is not brought back by hand, nor noted as having left, unless they have asked for it', async () => {
    expect(await addSubscriber(store, anna)).toEqual({ outcome: 'leftBefore', reason: 'erased' });
    expect(await removeSubscriber(store, anna)).toEqual({ outcome: 'leftBefore' });
    expect(await showSubscriber(store, email)).toBeUndefined();
    expect(await addSubscriber(store, { ...anna, rejoin: true })).toEqual({ outcome: 'rejoined' });
    expect(await findErased(store.db, [key], secrets)).toEqual(new Map());
    expect(await imported('anna.maria@example.org,Anna,active')).toMatchObject({ updated: 1 });
  });

  it('is known again by a secret that was retired since', async () => {
    const renewed = ['a-new-secret-that-is-long-enough-to-be-one', secret] as const;
    expect(await imported('anna.maria@example.org,Anna,active', renewed)).toMatchObject({ staysOut: 1 });
    expect(await erase(renewed)).toEqual({ outcome: 'before' });
    await addSubscriber(store, { ...anna, email: address('ben@example.org'), secrets: renewed });
    await erasePerson(store, { email: address('ben@example.org'), secrets: renewed, now: 7 });
    const both = await findErased(store.db, [key, 'ben@example.org', 'carl@example.org'], renewed);
    expect([...both.keys()].sort()).toEqual([key, 'ben@example.org']);
  });

  it('stops an import that could not know them, until the secret is there or they are given up', async () => {
    const strange = ['another-secret-that-is-long-enough-to-be-one'] as const;
    for (const keys of [[], strange]) {
      await expect(imported('ben@example.org,Ben,active', keys)).rejects.toMatchObject({
        code: 'erased/no-secret',
      });
    }
    const csv = file('readers.csv', 'email\nben@example.org\n');
    const withoutAny = importSubscribers(store, { path: csv, list: 'readers', now: 1 });
    await expect(withoutAny).rejects.toMatchObject({ code: 'erased/no-secret' });
    await expect(addSubscriber(store, { ...anna, secrets: strange })).rejects.toMatchObject({
      code: 'erased/no-secret',
    });
    expect(await dropLostErasures(store, secrets)).toBe(0);
    expect(await dropLostErasures(store, strange)).toBe(1);
    expect(await imported('ben@example.org,Ben,active', strange)).toMatchObject({ added: 1 });
  });

  it('is named by nothing that can be made without the secret', () => {
    expect(erasedHasher(secret)(key)).toMatch(/^erased:[\w-]{7}:[\w-]{32}$/);
    expect(erasedHasher(secret)(key)).not.toBe(erasedHasher(`${secret}.`)(key));
    expect(erasedHasher(secret)(key)).not.toBe(erasedHasher(secret)('anna.mario@example.org'));
  });
});

it('costs a list nothing where nobody was erased, and only the index of the erased otherwise', async () => {
  await store.transaction((db) =>
    suppress(db, [{ email_key: 'ben@example.org', reason: 'bounced', source: 'test', at: 1 }]),
  );
  expect(await findErased(store.db, [key], [])).toEqual(new Map());
  const { sql } = await import('kysely');
  const { rows } = await sql<{ detail: string }>`explain query plan
    select distinct substr(email_key, 1, 15) from suppressions where reason = 'erased'`.execute(store.db);
  expect(rows.map(({ detail }) => detail).join()).toContain('suppressions_erased');
});
