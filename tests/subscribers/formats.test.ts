import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { writeCell } from '../../src/subscribers/csv/cell.ts';
import type { From } from '../../src/subscribers/formats/names.ts';
import { type ImportReport, importSubscribers } from '../../src/subscribers/import.ts';
import { listSubscribers, showSubscriber } from '../../src/subscribers/look.ts';
import { understandFile } from '../../src/subscribers/understand.ts';
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

const now = Date.UTC(2026, 0, 1);
const day = (...date: [number, number, number, number?, number?, number?]): number => {
  const [year, month, ...rest] = date;
  return Date.UTC(year, month - 1, ...rest);
};

/** A file as a tool gives it: `tests/subscribers/exports/`. */
function sample(name: string): string {
  return readFileSync(join(import.meta.dirname, 'exports', `${name}.csv`), 'utf8');
}

/** Under a name that says nothing. */
async function bring(text: string, more: { name?: string; from?: From } = {}): Promise<ImportReport> {
  const path = file(more.name ?? 'download.csv', text);
  return await importSubscribers(store, { path, list: 'readers', now, from: more.from });
}

async function standings(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { subscriber, state } of listSubscribers(store)) {
    found[subscriber.email.replace(/@.*/, '')] = state;
  }
  return found;
}

async function record(email: string) {
  const found = await showSubscriber(store, address(email));
  const { state, consentAt, consent, leftAt } = found?.subscriptions[0] ?? {};
  const { fields, tags } = found?.subscriber ?? {};
  const suppression = found?.suppression && { reason: found.suppression.reason, at: found.suppression.at };
  return { state, fields, tags, consentAt, consent, leftAt, suppression };
}

/** All that came of a file, whoever is in it. */
async function everybody(): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const { subscriber } of listSubscribers(store)) {
    all.push([subscriber.email, await record(subscriber.email)]);
  }
  return all;
}

const samples: readonly (readonly [name: string, tool: string, what: string])[] = [
  ['mailchimp-subscribed', 'Mailchimp', 'list of subscribers'],
  ['mailchimp-unsubscribed', 'Mailchimp', 'list of people who unsubscribed'],
  ['mailchimp-cleaned', 'Mailchimp', 'list of cleaned addresses, which do not exist or could not be reached'],
  ['substack', 'Substack', 'list of subscribers'],
  ['substack-dashboard', 'Substack', 'list of subscribers from its dashboard'],
  ['ghost', 'Ghost', 'list of members'],
  ['buttondown', 'Buttondown', 'list of subscribers'],
  ['kit', 'Kit', 'list of subscribers'],
  ['beehiiv', 'beehiiv', 'list of subscribers'],
  ['listmonk', 'listmonk', 'list of subscribers'],
  ['keila', 'Keila', 'list of contacts'],
];

/** As a spreadsheet writes it that counts with commas: BOM, `;`, and CRLF. */
function throughASpreadsheet(text: string): string {
  const rows: string[][] = parse(text);
  return `\ufeff${rows.map((row) => row.map(writeCell).join(';')).join('\r\n')}\r\n`;
}

describe.each(samples)('the export %s', (name, tool, what) => {
  it('is told by its columns, whatever the file is called', async () => {
    const understood = await understandFile({ path: file('download.csv', sample(name)) });
    const rows = parse(sample(name)).length - 1;
    expect(understood).toMatchObject({ tool, what, rows });
  });

  it('brings in the same from a spreadsheet, with BOM, semicolons and CRLF', async () => {
    const report = await bring(sample(name));
    const first = await everybody();
    expect(report).toMatchObject({ tool, what, rejected: 0, typos: [] });
    expect(first).toHaveLength(report.rows);
    await store.close();
    store = await openStore(':memory:');
    const again = await bring(throughASpreadsheet(sample(name)));
    expect(again).toMatchObject({ tool, what, delimiter: ';', rows: report.rows, rejected: 0 });
    expect(await everybody()).toEqual(first);
  });

  it('changes nothing when it is imported again', async () => {
    await bring(sample(name));
    const first = await everybody();
    const again = await bring(sample(name));
    expect(again.unchanged + again.staysOut).toBe(again.rows);
    expect(await everybody()).toEqual(first);
  });
});

describe('what is understood before anything is read', () => {
  it.each([
    ['sep=;\nemail;name\nanna@example.org;Anna\n\n', 1],
    ['\n\nemail,name\nanna@example.org,Anna\nben@example.org,"Ben\nMeier"\n', 2],
    ['anna@example.org\nben@example.org', 2],
    ['email\n', 0],
  ])('is how many rows %j has: %i', async (text, rows) => {
    expect(await understandFile({ path: file('people.csv', text) })).toMatchObject({ rows });
    expect(await bring(text)).toMatchObject({ rows });
  });

  it('is what should be known of such a file', async () => {
    const understood = await understandFile({ path: file('download.csv', sample('listmonk')) });
    expect(understood.caution).toContain('does not say who has left a single list');
  });
});

describe('what comes over', () => {
  it('from Mailchimp: names, tags, consent with its time and network, and when somebody left', async () => {
    for (const part of ['cleaned', 'unsubscribed', 'subscribed']) await bring(sample(`mailchimp-${part}`));
    expect(await standings()).toEqual({
      anna: 'active',
      ben: 'active',
      carl: 'unsubscribed',
      dora: 'unsubscribed',
      emil: 'suppressed',
    });
    expect(await record('anna@example.org')).toMatchObject({
      fields: {
        first_name: 'Anna',
        last_name: 'Keller',
        company: 'Keller; Söhne',
        cc: 'CH',
        notes: 'met in Bern on the fair',
      },
      tags: ['press', 'friends, old'],
      consentAt: day(2019, 5, 6, 7, 8, 9),
      consent: { optin_ip: '192.0.2.7', confirm_ip: '192.0.2.1', confirm_time: '2019-05-06 07:08:09' },
    });
    expect(await record('carl@example.org')).toMatchObject({
      leftAt: day(2021, 7, 23, 12, 19, 27),
      consentAt: day(2018, 2, 12, 10, 54, 27),
      suppression: undefined,
    });
    expect(await record('dora@example.net')).toMatchObject({ leftAt: now });
    expect(await record('emil@example.org')).toMatchObject({
      suppression: { reason: 'bounced', at: day(2020, 3, 23, 17, 30, 5) },
    });
  });

  it('from Substack: who disabled mail is out, and what people opened and clicked stays behind', async () => {
    await bring(sample('substack'));
    expect(await standings()).toEqual({ anna: 'active', ben: 'active', carl: 'suppressed' });
    expect((await record('ben@example.com')).fields).toMatchObject({ plan: 'yearly; founding member' });
    await bring(sample('substack-dashboard'));
    const { fields, consentAt } = await record('anna@example.org');
    expect(Object.keys(fields ?? {}).sort()).toEqual([
      ...['active_subscription', 'country', 'first_name', 'name', 'plan', 'sections', 'state_province'],
      ...['subscription_source_free', 'subscriptions_gifted', 'type'],
    ]);
    expect(consentAt).toBe(day(2020, 3, 1, 10, 11, 12));
  });

  it('from Ghost: who wants no mail or was deleted is out, and labels are tags', async () => {
    await bring(sample('ghost'));
    expect(await standings()).toEqual({ anna: 'active', ben: 'unsubscribed', carl: 'unsubscribed' });
    expect(await record('anna@example.org')).toMatchObject({
      fields: { first_name: 'Anna', note: 'met in Bern; likes trains' },
      tags: ['press', 'friends'],
      consentAt: day(2023, 2, 3, 4, 5, 6),
    });
    expect(await record('carl@example.net')).toMatchObject({ leftAt: day(2024, 1, 1) });
  });

  it('from Buttondown: its types, metadata as fields, and tags also as JSON', async () => {
    await bring(sample('buttondown'));
    expect(await standings()).toEqual({
      anna: 'active',
      ben: 'active',
      carl: 'unsubscribed',
      dora: 'pending',
      emil: 'suppressed',
      fred: 'suppressed',
      gina: 'unsubscribed',
    });
    expect(await record('anna@example.org')).toMatchObject({
      fields: { first_name: 'Anna', city: 'Bern', notes: 'met in Bern; likes trains', source: 'organic' },
      tags: ['press', 'friends'],
      consentAt: day(2022, 8, 9, 10, 11, 12),
      consent: { ip_address: '192.0.2.1' },
    });
    expect(await record('ben@example.com')).toMatchObject({ tags: ['press', 'a, b'] });
    expect(await record('carl@example.net')).toMatchObject({ leftAt: day(2023, 4, 5, 6, 7, 8) });
    expect(await record('emil@example.org')).toMatchObject({ suppression: { reason: 'bounced' } });
  });

  it('from Kit: its states, with a field of one’s own', async () => {
    await bring(sample('kit'));
    expect(await standings()).toEqual({
      anna: 'active',
      ben: 'unsubscribed',
      carl: 'suppressed',
      dora: 'suppressed',
    });
    expect(await record('anna@example.org')).toMatchObject({
      fields: { first_name: 'Anna', city: 'Bern; Köniz' },
      tags: ['press', 'friends'],
      consentAt: day(2022, 1, 2, 3, 4, 5),
    });
  });

  it('from beehiiv: who unsubscribed is out although the status says active', async () => {
    await bring(sample('beehiiv'));
    expect(await standings()).toEqual({
      anna: 'active',
      ben: 'unsubscribed',
      carl: 'pending',
      dora: 'unsubscribed',
    });
    expect(await record('dora@example.org')).toMatchObject({
      fields: { tier: 'premium' },
      leftAt: day(2024, 3, 13, 11, 33, 53),
    });
  });

  it('from listmonk and Keila: what they keep as JSON, and whom they do not mail', async () => {
    await bring(sample('listmonk'));
    expect(await standings()).toEqual({ anna: 'active', ben: 'suppressed', carl: 'suppressed' });
    expect(await record('anna@example.org')).toMatchObject({ fields: { city: 'Bern', note: 'one; two' } });
    await store.close();
    store = await openStore(':memory:');
    await bring(sample('keila'));
    expect(await standings()).toEqual({ anna: 'active', ben: 'unsubscribed', carl: 'suppressed' });
    expect(await record('anna@example.org')).toMatchObject({ fields: { city: 'Bern', note: 'one; two' } });
  });
});

describe('an export is told', () => {
  it('row by row when somebody put several files of Mailchimp together', async () => {
    const common = 'Email Address,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LEID,EUID';
    await bring(
      `${common},LAST_CHANGED,UNSUB_TIME,CLEAN_TIME
anna@example.org,2,,2019-05-06 07:08:09,1,a,2020-01-01 00:00:00,,
ben@example.org,2,,2019-05-06 07:08:09,2,b,,2021-01-01 00:00:00,
carl@example.org,2,,2019-05-06 07:08:09,3,c,,,2021-01-01 00:00:00
`,
    );
    expect(await standings()).toEqual({ anna: 'active', ben: 'unsubscribed', carl: 'suppressed' });
  });

  it('not by a name that people give: a list they have cleaned is no list of the cleaned', async () => {
    for (const name of ['cleaned.csv', 'cleaned_list.csv', 'Cleaned up.csv']) {
      expect(await bring('email\nanna@example.org\n', { name })).toMatchObject({ standing: undefined });
      expect(await bring(sample('mailchimp-subscribed'), { name })).toMatchObject({ standing: undefined });
    }
    expect(await standings()).toMatchObject({ anna: 'active' });
  });

  it.each([
    ['unsubscribed_members_export_1a.csv', 'unsubscribed'],
    ['unsubscribers.csv', 'unsubscribed'],
    ['cleaned_email_audience_export_1a.csv', 'suppressed'],
    ['nonsubscribed_email_audience_export_1a.csv', 'pending'],
  ])('by the name where only the name tells: %s', async (name, standing) => {
    await bring('Email\nanna@example.org\n', { name });
    expect(await standings()).toEqual({ anna: standing });
  });

  it.each([
    ['an address book', 'first_name,email_address,state,city\nAnna,anna@example.org,NY,Albany\n'],
    ['a table', 'email,name,status\nanna@example.org,Anna,active\n'],
    ['an invoice’s', 'email,type,created_at\nanna@example.org,paid,2024-01-01\n'],
    ['a bare list', 'anna@example.org\n'],
  ])('only where its marks are: %s is nobody’s', async (_, text) => {
    expect(await bring(text)).toMatchObject({ tool: undefined, what: undefined, added: 1 });
  });

  it('as somebody says it is, also where columns were taken away', async () => {
    const report = await bring('email_address,type\nanna@example.org,regular\nben@example.org,spammy\n', {
      from: 'buttondown',
    });
    expect(report).toMatchObject({ tool: 'Buttondown', what: undefined, added: 1, left: 1 });
    expect(await standings()).toEqual({ anna: 'active', ben: 'suppressed' });
  });

  it('as no tool’s when somebody says so, and even then nobody comes in who left', async () => {
    const report = await bring(sample('mailchimp-unsubscribed'), { from: 'table' });
    expect(report).toMatchObject({ tool: undefined, standing: undefined });
    expect(await standings()).toMatchObject({ carl: 'unsubscribed' });
  });
});

describe('the time somebody left', () => {
  it('is that of the import for whoever was on the list until now', async () => {
    await bring('email\ncarl@example.org\n');
    await bring(sample('mailchimp-unsubscribed'));
    expect(await record('carl@example.org')).toMatchObject({ state: 'unsubscribed', leftAt: now });
  });

  it('is never in the future', async () => {
    await bring('email,unsubscribed at\nanna@example.org,2999-01-01\n');
    expect(await record('anna@example.org')).toMatchObject({ leftAt: now });
  });
});
