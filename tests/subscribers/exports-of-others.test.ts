import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type ImportReport, importSubscribers } from '../../src/subscribers/import.ts';
import { listSubscribers, showSubscriber } from '../../src/subscribers/look.ts';
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

async function bring(name: string, lines: readonly string[]): Promise<ImportReport> {
  const path = file(name, `${lines.join('\n')}\n`);
  return await importSubscribers(store, { path, list: 'readers', now: 1 });
}

async function standings(): Promise<Record<string, string>> {
  const list = await findList(store.db, 'readers');
  const found: Record<string, string> = {};
  for await (const { subscriber, state } of listSubscribers(store, { list })) {
    found[subscriber.email.replace('@example.org', '')] = state;
  }
  return found;
}

async function record(name: string) {
  const found = await showSubscriber(store, address(`${name}@example.org`));
  return { ...found?.subscriber, ...found?.subscriptions[0], suppression: found?.suppression?.reason };
}

describe('the exports of Mailchimp', () => {
  const common =
    'MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS';
  const values = '2,,,"2019-05-06 07:08:09",192.0.2.1,,,,,,CH,BE,"2020-01-01 00:00:00",1,ab,';

  it('bring in the subscribed with their names, tags and consent', async () => {
    const report = await bring('subscribed_email_audience_export_1a2b.csv', [
      `"Email Address","First Name","Last Name",Address,${common}`,
      `anna@example.org,Anna,Keller,"Weg 1  Bern BE 3000 CH",${values},"""press"",""friends, old"""`,
    ]);
    expect(report).toMatchObject({ added: 1, standing: undefined });
    expect(await record('anna')).toMatchObject({
      state: 'active',
      fields: {
        first_name: 'Anna',
        last_name: 'Keller',
        address: 'Weg 1  Bern BE 3000 CH',
        cc: 'CH',
        region: 'BE',
      },
      tags: ['press', 'friends, old'],
      consentAt: Date.UTC(2019, 4, 6, 7, 8, 9),
      consent: { confirm_time: '2019-05-06 07:08:09', confirm_ip: '192.0.2.1' },
    });
  });

  it('bring in the unsubscribed as unsubscribed', async () => {
    const report = await bring('unsubscribed_email_audience_export_1a2b.csv', [
      `"Email Address","First Name",${common},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER`,
      `anna@example.org,Anna,${values},"","2021-01-01 00:00:00",Hello,1,NORMAL,`,
      `ben@example.org,Ben,${values},"",,,,,`,
    ]);
    expect(report).toMatchObject({ added: 0, left: 2, standing: 'unsubscribed' });
    expect(await standings()).toEqual({ anna: 'unsubscribed', ben: 'unsubscribed' });
  });

  it('bring in the unsubscribed as such under whatever file name', async () => {
    await bring('old.csv', [
      `Email Address,${common},UNSUB_TIME`,
      `anna@example.org,${values},"",2021-01-01 00:00:00`,
    ]);
    expect(await standings()).toEqual({ anna: 'unsubscribed' });
  });

  it('bring in the cleaned as bounced, on no list ever again', async () => {
    await bring('cleaned_email_audience_export_1a2b.csv', [
      `"Email Address",${common},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID`,
      `anna@example.org,${values},"","2021-01-01 00:00:00",Hello,1`,
    ]);
    expect(await standings()).toEqual({ anna: 'suppressed' });
    expect(await record('anna')).toMatchObject({ state: 'unsubscribed', suppression: 'bounced' });
  });

  it('bring in those who never subscribed as pending', async () => {
    await bring('nonsubscribed_email_audience_export_1a2b.csv', ['Email Address', 'anna@example.org']);
    expect(await standings()).toEqual({ anna: 'pending' });
  });
});

describe('the export of Substack', () => {
  it('has disabled ones who get nothing, and free ones who do', async () => {
    await bring('email_list.news.csv', [
      'email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at',
      'free@example.org,false,,other,false,2020-03-01T10:11:12.000Z,',
      'paid@example.org,true,2021-01-01T00:00:00.000Z,yearly,false,2020-03-01T10:11:12.000Z,2020-03-01T10:11:12.000Z',
      'off@example.org,false,,other,true,2020-03-01T10:11:12.000Z,',
    ]);
    expect(await standings()).toEqual({ free: 'active', paid: 'active', off: 'suppressed' });
    expect(await record('paid')).toMatchObject({
      fields: { plan: 'yearly', active_subscription: 'true' },
      consentAt: Date.UTC(2020, 2, 1, 10, 11, 12),
    });
  });
});

describe('the export of Ghost', () => {
  it('has members who do not want mail, and labels', async () => {
    await bring('members.csv', [
      'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers',
      '63f1,anna@example.org,Zoë Keller,,true,false,cus_1,2023-02-03T04:05:06.000Z,,"press, friends",',
      '63f2,ben@example.org,,,false,false,,2023-02-03T04:05:06.000Z,,,',
      '63f3,carl@example.org,,,true,false,,2023-02-03T04:05:06.000Z,2024-01-01T00:00:00.000Z,,',
    ]);
    expect(await standings()).toEqual({ anna: 'active', ben: 'unsubscribed', carl: 'unsubscribed' });
    expect(await record('anna')).toMatchObject({
      fields: { first_name: 'Zoë', name: 'Zoë Keller', complimentary_plan: 'false' },
      tags: ['press', 'friends'],
    });
  });
});

describe('the export of listmonk', () => {
  it('has attributes in JSON, and the disabled and blocklisted', async () => {
    const report = await bring('subscribers.csv', [
      'uuid,email,name,attributes,status,created_at,updated_at',
      '"1f","anna@example.org","Anna Keller","{""city"": ""Bern"", ""Age"": 41, ""likes"": [""a"", ""b""], ""x"": null}",enabled,2021-09-01 10:00:00.123456+00,2021-09-01 10:00:00+00',
      '"2f",ben@example.org,Ben,{},disabled,,',
      '"3f",carl@example.org,Carl,{},blocklisted,,',
      '"4f",dora@example.org,Dora,"[1]",enabled,,',
    ]);
    expect(report).toMatchObject({ added: 1, left: 2, rejected: 1 });
    expect(await standings()).toEqual({ anna: 'active', ben: 'suppressed', carl: 'suppressed' });
    expect(await record('anna')).toMatchObject({
      fields: { city: 'Bern', age: '41', likes: '["a","b"]', name: 'Anna Keller', first_name: 'Anna' },
      consentAt: Date.UTC(2021, 8, 1, 10, 0, 0, 123),
    });
  });
});

describe('the export of Kit', () => {
  it('has five states, of which one gets mail', async () => {
    await bring('kit.csv', [
      'first_name,email_address,state,created_at,tags',
      'Anna,anna@example.org,active,2022-01-02 03:04:05 UTC,"press,friends"',
      'Ben,ben@example.org,cancelled,2022-01-02 03:04:05 UTC,',
      'Carl,carl@example.org,bounced,2022-01-02 03:04:05 UTC,',
      'Dora,dora@example.org,complained,2022-01-02 03:04:05 UTC,',
      'Emil,emil@example.org,inactive,2022-01-02 03:04:05 UTC,',
    ]);
    expect(await standings()).toEqual({
      anna: 'active',
      ben: 'unsubscribed',
      carl: 'suppressed',
      dora: 'suppressed',
      emil: 'unsubscribed',
    });
    expect(await record('anna')).toMatchObject({
      fields: { first_name: 'Anna' },
      tags: ['press', 'friends'],
      consentAt: Date.UTC(2022, 0, 2, 3, 4, 5),
    });
  });
});

describe('the export of beehiiv', () => {
  it('has readers who are inactive or not confirmed', async () => {
    await bring('beehiiv.csv', [
      'Email,Status,Created At,Subscription Tier',
      'anna@example.org,active,2022-01-02T03:04:05Z,free',
      'ben@example.org,inactive,2022-01-02T03:04:05Z,free',
      'carl@example.org,validating,2022-01-02T03:04:05Z,premium',
    ]);
    expect(await standings()).toEqual({ anna: 'active', ben: 'unsubscribed', carl: 'pending' });
    expect(await record('anna')).toMatchObject({ fields: { subscription_tier: 'free' } });
  });
});

describe('a table that people keep', () => {
  it.each([
    ['Subscribed', 'yes', 'active'],
    ['Subscribed', 'no', 'unsubscribed'],
    ['is_subscribed', '0', 'unsubscribed'],
    ['Opted Out', 'x', 'unsubscribed'],
    ['Opted Out', '', 'active'],
    ['unsubscribed', '2020-02-02', 'unsubscribed'],
    ['unsubscribedAt', '2020-02-02', 'unsubscribed'],
    ['unsubscribed', 'FALSE', 'active'],
    ['confirmed', 'no', 'pending'],
    ['Blacklisted', 'TRUE', 'suppressed'],
    ['bounced', '1', 'suppressed'],
    ['Status', 'Hard bounced', 'suppressed'],
    ['Status', 'Opt-out', 'unsubscribed'],
    ['Status', '', 'active'],
    ['state', 'NY', 'active'],
    ['state', 'unsubscribed', 'unsubscribed'],
  ])('with a column %s that says “%s” means %s', async (header, cell, standing) => {
    await bring('people.csv', [`email,${header}`, `anna@example.org,${cell}`]);
    expect(await standings()).toEqual({ anna: standing });
  });

  it('is not guessed at where an unknown column says somebody has left', async () => {
    const report = await bring('people.csv', [
      'email,Abo',
      'anna@example.org,Unsubscribed',
      'ben@example.org,ja',
    ]);
    expect(report).toMatchObject({ added: 1, rejected: 1 });
    expect(await standings()).toEqual({ ben: 'active' });
  });
});
