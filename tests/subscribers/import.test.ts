import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audiencePages, countAudience } from '../../src/store/audience.ts';
import { ensureList, findList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { addSubscriber } from '../../src/subscribers/add.ts';
import { exportSubscribers } from '../../src/subscribers/export.ts';
import { type ImportReport, type ImportRequest, importSubscribers } from '../../src/subscribers/import.ts';
import { listSubscribers, showSubscriber } from '../../src/subscribers/look.ts';
import { type Reject, rejectLine, rejectsHeader } from '../../src/subscribers/rejects.ts';
import { removeSubscriber } from '../../src/subscribers/remove.ts';
import { address } from '../address/address.ts';
import { temporaryFolder } from './folder.ts';

const file = temporaryFolder();
let store: Store;

beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(async () => {
  await store.close();
});

/** Imports a text into the list `readers`. */
async function bring(
  content: string | Uint8Array,
  more: Partial<ImportRequest> & { name?: string } = {},
): Promise<ImportReport & { rejects: Reject[] }> {
  const rejects: Reject[] = [];
  const report = await importSubscribers(store, {
    path: file(more.name ?? 'readers.csv', content),
    list: 'readers',
    now: 100,
    onReject: (reject) => void rejects.push(reject),
    ...more,
  });
  const { rows, added, updated, unchanged, left, staysOut, duplicates, rejected } = report;
  expect(added + updated + unchanged + left + staysOut + duplicates + rejected).toBe(rows);
  expect(rejects).toHaveLength(rejected);
  return { ...report, rejects };
}

/** Who is on the list and how they stand: `anna@example.org` → `active`. */
async function standings(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { subscriber, state } of listSubscribers(store)) found[subscriber.email] = state;
  return found;
}

async function fieldsOf(email: string): Promise<Readonly<Record<string, string>> | undefined> {
  return (await showSubscriber(store, address(email)))?.subscriber.fields;
}

async function exported(): Promise<string> {
  let text = '';
  for await (const line of exportSubscribers(store, await findList(store.db, 'readers'))) text += line;
  return text;
}

describe('importing', () => {
  it('brings in people with their fields, tags and consent', async () => {
    const report = await bring(
      'Email,First Name,Lieblingsfarbe (hell),Tags,Confirmed At\n"Zoë Keller <Zoe@example.org>",Zoë,"hell,\nblau","press; friends",2024-02-03T04:05:06Z\n',
    );
    expect(report).toMatchObject({ rows: 1, added: 1, encoding: 'UTF-8', delimiter: ',' });
    expect(report.columns.map((column) => column.as)).toEqual([
      'email',
      'field first_name',
      'field lieblingsfarbe_hell',
      'tags',
      'consent',
    ]);
    const found = await showSubscriber(store, address('zoe@example.org'));
    expect(found?.subscriber).toMatchObject({
      email: 'Zoe@example.org',
      fields: { first_name: 'Zoë', lieblingsfarbe_hell: 'hell, blau', name: 'Zoë Keller' },
      tags: ['press', 'friends'],
    });
    expect(found?.subscriptions).toMatchObject([
      {
        list: 'readers',
        state: 'active',
        source: 'import readers.csv',
        consentAt: Date.UTC(2024, 1, 3, 4, 5, 6),
        consent: { confirmed_at: '2024-02-03T04:05:06Z' },
      },
    ]);
    expect(found?.events).toMatchObject([
      { kind: 'imported', at: 100, detail: { list: 'readers', line: 2 } },
    ]);
  });

  it('needs no header for a bare list of addresses', async () => {
    const report = await bring('anna@example.org\nBen <ben@example.com>\n\n');
    expect(report).toMatchObject({ rows: 2, added: 2, blank: 1 });
    expect(await fieldsOf('ben@example.com')).toEqual({ first_name: 'Ben', name: 'Ben' });
  });

  it('takes columns as they are mapped', async () => {
    const report = await bring('Adresse;Vorname;Mail\nWeg 1;Zoë;z@example.org\n', {
      columns: { email: 'mail', first_name: 'Vorname' },
    });
    expect(report).toMatchObject({ added: 1, delimiter: ';' });
    expect(await fieldsOf('z@example.org')).toEqual({ adresse: 'Weg 1', first_name: 'Zoë' });
  });

  it('keeps a mapped column before one that only has the name', async () => {
    await bring('Email,Private\na@example.org,b@example.org\n', { columns: { email: 'Private' } });
    expect(await fieldsOf('b@example.org')).toEqual({ email_2: 'a@example.org' });
  });

  it.each([
    ['there.is.none', 'subscribers/no-file', undefined, {}],
    ['empty.csv', 'subscribers/empty', '', {}],
    ['blank.csv', 'subscribers/empty', '\n\n \n', {}],
    ['names.csv', 'subscribers/no-email-column', 'first,last\nA,B\n', {}],
    ['people.csv', 'subscribers/no-header', 'a@example.org,Anna\n', {}],
    ['mapped.csv', 'subscribers/no-column', 'mail,name\n', { columns: { email: 'maill' } }],
  ])('refuses %s: %s', async (name, code, content, more) => {
    const path = content === undefined ? `/${name}` : file(name, content);
    await expect(importSubscribers(store, { path, list: 'readers', now: 1, ...more })).rejects.toMatchObject({
      kind: 'usage',
      code,
      undone: 'Nobody was imported.',
    });
    expect(await findList(store.db, 'readers')).toBeUndefined();
  });

  it('rejects rows by line, with the reason, and can be given them back mended', async () => {
    const report = await bring(
      [
        'email,name,status',
        'anna@example.org,Anna,active',
        'bob,Bob,active',
        ',Nobody,active',
        'carl@example.org,Carl',
        'dora@example.org,Dora,active,more',
        'emil@example.org,"Emil,active',
        'fred@example.org,Fred,dancing',
        'gina@example.org,Gina,active,',
        'hugo@example.org\0,Hugo,active',
        '"a@example.org, b@example.org",Two,active',
      ].join('\n'),
    );
    expect(report.rejects.map((reject) => `${reject.line} ${reject.reason}`)).toEqual([
      '3 “bob” has no @',
      '4 has no address',
      '5 has 2 cells where the first line has 3',
      '6 has 4 cells where the first line has 3',
      '7 a quotation mark stands where none may be; write "" for one inside quotation marks',
      '8 the status “dancing” is not known',
      '11 “a@example.org, b@example.org” has a space in it',
    ]);
    expect(report).toMatchObject({ rows: 10, added: 3, rejected: 7 });
    const [first] = report.rejects;
    const text = rejectsHeader(first as Reject) + report.rejects.map(rejectLine).join('');
    const mended = await bring(text.replace('bob,', 'bob@example.org,'), { name: 'rejects.csv' });
    expect(mended).toMatchObject({ added: 1, rejected: 6 });
    expect(await fieldsOf('bob@example.org')).toEqual({ first_name: 'Bob', name: 'Bob' });
  });

  it('rejects only the rows that are not UTF-8', async () => {
    const start = `email,name\n${'a@example.org,é\n'.repeat(6_000)}`;
    const report = await bring(
      Buffer.concat([Buffer.from(start), Buffer.from('b@example.org,Zo\xeb\n', 'latin1')]),
    );
    expect(report).toMatchObject({ added: 1, rejected: 1, encoding: 'UTF-8' });
    expect(report.rejects[0]).toMatchObject({ line: 6_002, reason: 'holds characters that are not UTF-8' });
  });

  it('undoes what keeps a spreadsheet from running a cell', async () => {
    await bring("email,phone,note\n'+tag@example.org,'+41 31,'tis\n");
    expect(await fieldsOf('+tag@example.org')).toEqual({ phone: '+41 31', note: "'tis" });
  });

  it('reads a dry run to the end and writes nothing', async () => {
    const report = await bring('email\na@example.org\nb@example.org\nnobody\n', { dryRun: true });
    expect(report).toMatchObject({ added: 2, rejected: 1 });
    expect(await findList(store.db, 'readers')).toBeUndefined();
    expect(await store.db.selectFrom('subscribers').selectAll().execute()).toEqual([]);
  });

  it('keeps old values where a cell is empty, and old tags', async () => {
    await bring('email,city,tags\na@example.org,Bern,press\n');
    const second = await bring('email,city,tags\nA@example.org,,friends\n');
    expect(second).toMatchObject({ updated: 1 });
    const found = await showSubscriber(store, address('a@example.org'));
    expect(found?.subscriber).toMatchObject({ fields: { city: 'Bern' }, tags: ['press', 'friends'] });
  });

  it('keeps whole batches when it is stopped, and a second run completes', async () => {
    const content = `email\n${Array.from({ length: 25_000 }, (_, i) => `r${i}@example.org\n`).join('')}`;
    const stop = new AbortController();
    const stopped = bring(content, {
      signal: stop.signal,
      onProgress: (rows) => {
        if (rows >= 20_000) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ kind: 'interrupted', code: 'subscribers/interrupted' });
    const list = await ensureList(store.db, 'readers', 1);
    expect(await countAudience(store.db, list.id)).toMatchObject({ active: 20_000 });
    expect(await bring(content)).toMatchObject({ added: 5_000, unchanged: 20_000 });
  });
});

describe('an import and those who left', () => {
  it('leaves out who unsubscribed, was removed by hand or is suppressed', async () => {
    await bring('email\nanna@example.org\nben@example.org\n');
    await removeSubscriber(store, { email: address('anna@example.org'), now: 1 });
    await removeSubscriber(store, { email: address('never@example.org'), list: 'readers', now: 1 });
    await store.db
      .insertInto('suppressions')
      .values({ email_key: 'cara@example.org', reason: 'complained', source: '', at: 1 })
      .execute();
    const report = await bring(
      'email,city\nAnna@example.org,Bern\nben@example.org,\nnever@example.org,\ncara@example.org,\n',
    );
    expect(report).toMatchObject({ staysOut: 3, unchanged: 1, added: 0 });
    expect(await standings()).toEqual({
      'anna@example.org': 'unsubscribed',
      'ben@example.org': 'active',
      'never@example.org': 'unsubscribed',
    });
  });

  it('ends the subscription of who the file says has left', async () => {
    await bring('email\nanna@example.org\nben@example.org\n');
    const report = await bring('email,status\nanna@example.org,unsubscribed\nben@example.org,cleaned\n');
    expect(report).toMatchObject({ left: 2 });
    expect(await standings()).toEqual({
      'anna@example.org': 'unsubscribed',
      'ben@example.org': 'suppressed',
    });
    const ben = await showSubscriber(store, address('ben@example.org'));
    expect(ben).toMatchObject({
      subscriptions: [{ state: 'unsubscribed', leftAt: 100, source: 'import readers.csv' }],
      suppression: { reason: 'bounced', source: 'import readers.csv line 3' },
      events: [{ kind: 'imported' }, { kind: 'suppressed' }],
    });
  });

  it('confirms who was pending, and does not put back to pending who was active', async () => {
    await bring('email,status\nanna@example.org,unconfirmed\nben@example.org,active\n');
    const report = await bring('email,status\nanna@example.org,active\nben@example.org,pending\n');
    expect(report).toMatchObject({ updated: 1, unchanged: 1 });
    expect(await standings()).toEqual({ 'anna@example.org': 'active', 'ben@example.org': 'active' });
  });

  it('lets the row that says somebody left win in a file, wherever it stands', async () => {
    const rows = ['a@example.org,active', 'A@example.org,unsubscribed', 'a@example.org,active'];
    for (const [n, order] of [rows, [...rows].reverse(), [rows[1], rows[0], rows[2]]].entries()) {
      const list = `list ${n}`;
      await bring(`email,status\n${order.join('\n')}\n`, { list });
      const { id } = await ensureList(store.db, list, 1);
      expect(await countAudience(store.db, id)).toEqual({
        active: 0,
        pending: 0,
        unsubscribed: 1,
        suppressed: 0,
      });
    }
  });

  it('takes values from the first row of a person, and from a later one only how they stand', async () => {
    const content = 'email,city,status\na@example.org,Bern,pending\na@example.org,Basel,active\n';
    expect(await bring(content)).toMatchObject({ added: 1, updated: 1 });
    expect(await fieldsOf('a@example.org')).toEqual({ city: 'Bern' });
    expect(await standings()).toEqual({ 'a@example.org': 'active' });
    expect(await bring(content)).toMatchObject({ updated: 0 });
  });

  it('never makes one of them active, whatever is imported, added and removed in whatever order', async () => {
    const people = ['a@example.org', 'b@example.org', 'c@example.org'];
    const status = fc.constantFrom(
      '',
      'active',
      'pending',
      'unsubscribed',
      'cleaned',
      'blocklisted',
      'no idea',
    );
    const row = fc.tuple(fc.constantFrom(...people), status);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('import' as const), rows: fc.array(row, { maxLength: 6 }) }),
      fc.record({
        kind: fc.constantFrom('add' as const, 'remove' as const),
        who: fc.constantFrom(...people),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        await store.close();
        store = await openStore(':memory:');
        const list = await ensureList(store.db, 'readers', 1);
        const gone = new Set<string>();
        for (const one of steps) {
          if ('who' in one) {
            const by = { email: address(one.who), list: 'readers', now: 1 };
            if (one.kind === 'add') await addSubscriber(store, by);
            else await removeSubscriber(store, by);
            if (one.kind === 'remove') gone.add(one.who);
          } else {
            await bring(`email,status\n${one.rows.map((cells) => `${cells.join(',')}\n`).join('')}`);
            for (const [who, said] of one.rows) if (/^(uns|cle|blo)/.test(said)) gone.add(who);
          }
          for await (const members of audiencePages(store.db, list.id)) {
            for (const { subscriber, suppression } of members) {
              expect(suppression).toBeNull();
              expect(gone).not.toContain(subscriber.email);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('an import of any bytes', () => {
  it('accounts for every row and never crashes', async () => {
    const piece = fc.constantFrom(
      ...[
        'email',
        'status',
        'tags',
        ',',
        ';',
        '\n',
        '\r\n',
        '"',
        'a@example.org',
        'b@example.org',
        'unsubscribed',
      ],
      ...['\0', '\ufeff', 'é', '{"a":1}', 'attributes', 'name', '=', "'", 'Anna <c@example.org>', ' '],
    );
    const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(`email,${pieces.join('')}`));
    const files = fc.oneof(
      texts,
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(files, async (bytes) => {
        try {
          await bring(bytes);
        } catch (error) {
          expect(error).toMatchObject({ name: 'Failure' });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same the second time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 12 }), async (rows) => {
        const content = `email,first_name,city,tags,status\n${rows.join('\n')}`;
        const first = await bring(content);
        const before = await snapshot();
        const second = await bring(content, { now: 200 });
        expect(await snapshot()).toEqual(before);
        expect(second).toMatchObject({
          added: 0,
          updated: 0,
          left: 0,
          rows: first.rows,
          rejected: first.rejected,
        });
      }),
      { numRuns: 100 },
    );
  });

  it('ends with the same people on the list in any order of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 10 }).chain((rows) => fc.tuple(fc.constant(rows), shuffled(rows))),
        async (orders) => {
          const ends: Record<string, string>[] = [];
          for (const rows of orders) {
            await store.close();
            store = await openStore(':memory:');
            await bring(`email,first_name,city,tags,status\n${rows.join('\n')}`);
            ends.push(
              Object.fromEntries(
                Object.entries(await standings()).map(([who, how]) => [who.toLowerCase(), how]),
              ),
            );
          }
          expect(ends[1]).toEqual(ends[0]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Rows of a small world, where people meet again. */
const anyRow = fc
  .tuple(
    fc.constantFrom('a@example.org', 'A@example.org', 'b@example.org', 'c@example.org', 'not an address'),
    fc.constantFrom('', 'Zoë', '"x, y"'),
    fc.constantFrom('', 'Bern', "'=1"),
    fc.constantFrom('', 'press', '"press, friends"'),
    fc.constantFrom('', 'active', 'pending', 'unsubscribed', 'cleaned', 'what'),
  )
  .map((cells) => cells.join(','));

function shuffled<T>(rows: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length });
}

async function snapshot() {
  const tables = ['subscribers', 'subscriptions', 'suppressions', 'events'] as const;
  return await Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().execute()));
}

describe('an export', () => {
  it('is harmless to a spreadsheet, and says how everybody stands', async () => {
    await bring('email,first_name,note,status\na@example.org,=1+1,"x ""y"", z",\nb@example.org,,,cleaned\n');
    expect(await exported()).toBe(
      [
        'email,first_name,note,tags,status,consent_at,consent_source,consent',
        'a@example.org,\'=1+1,"x ""y"", z",,active,,import readers.csv,',
        'b@example.org,,,,bounced,,import readers.csv,',
        '',
      ].join('\n'),
    );
  });

  it('names a field so that an import does not take it for something else', async () => {
    await addSubscriber(store, {
      email: address('a@example.org'),
      list: 'readers',
      fields: { state: 'active', deleted: 'yes', labels: 'x', Stadt: 'Bern' },
      now: 1,
    });
    const text = await exported();
    expect(text.split('\n')[0]).toBe(
      'email,field:deleted,field:labels,stadt,field:state,tags,status,consent_at,consent_source,consent',
    );
    await store.close();
    store = await openStore(':memory:');
    await bring(text);
    expect(await fieldsOf('a@example.org')).toEqual({
      state: 'active',
      deleted: 'yes',
      labels: 'x',
      stadt: 'Bern',
    });
    expect(await standings()).toEqual({ 'a@example.org': 'active' });
  });

  it('holds every list when none is named', async () => {
    await bring('email\na@example.org\n');
    await bring('email\na@example.org\n', { list: 'press' });
    const lines: string[] = [];
    for await (const line of exportSubscribers(store)) lines.push(line.trim());
    expect(lines).toEqual([
      'email,list,tags,status,consent_at,consent_source,consent',
      'a@example.org,press,,active,,import readers.csv,',
      'a@example.org,readers,,active,,import readers.csv,',
    ]);
  });
});
