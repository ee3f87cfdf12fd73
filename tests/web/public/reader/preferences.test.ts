import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressKey } from '../../../../src/address/email-address.ts';
import { findEventsOf } from '../../../../src/store/events.ts';
import {
  createSubscribers,
  findSubscriber,
  findSubscriberById,
  updateSubscribers,
} from '../../../../src/store/subscribers.ts';
import { findSubscription, putSubscriptions } from '../../../../src/store/subscriptions.ts';
import { suppress } from '../../../../src/store/suppressions.ts';
import { erasePerson } from '../../../../src/subscribers/erase.ts';
import { forgetOldWishes } from '../../../../src/subscribers/forget.ts';
import { address } from '../../../address/address.ts';
import { person } from '../../../store/people.ts';
import { type OpenSite, openSite, secret, start } from '../open-site.ts';

let open: OpenSite;
let page: string;
beforeEach(async () => {
  open = await openSite();
  page = open.tokens(open.ana).page;
});
afterEach(async () => {
  expect(open.bugs).toEqual([]);
  await open.close();
});

const day = 86_400_000;
const press = (action: string, fields: Readonly<Record<string, string>> = {}) =>
  open.press(`/p/${page}`, action, fields);
const kinds = async (subscriber = open.ana) =>
  (await findEventsOf(open.store.db, subscriber)).map(({ kind, detail }) => ({ kind, ...detail }));

describe('the preferences page', () => {
  it('leaves one list and keeps another, and comes back to it', async () => {
    const [readers, list] = open.lists;
    const left = await press('/leave', { list: String(list) });
    expect(await left.text()).toContain('no more mail to <bdi>press</bdi>');
    expect([await open.state(open.ana, readers), await open.state(open.ana, list)]).toEqual([
      'active',
      'unsubscribed',
    ]);
    await press('/rejoin', { list: String(list) });
    expect(await open.state(open.ana, list)).toBe('active');
  });

  it('has no way to a list that they are not on, or left long ago', async () => {
    page = open.tokens(open.bob).page;
    const before = await open.everything();
    for (const list of [String(open.lists[1]), '0', '', 'x', '1e9', '-1']) {
      await press('/leave', { list });
      await open.post(`/p/${page}/rejoin`, { list });
    }
    expect(await open.everything()).toBe(before);
    await press('/leave', { list: String(open.lists[0]) });
    const shown = await open.fetch(`/p/${page}`);
    open.now += 31 * day;
    expect(await (await open.fetch(`/p/${page}`)).text()).not.toContain('/rejoin');
    await open.press(shown, '/rejoin', { list: String(open.lists[0]) });
    expect(await open.state(open.bob)).toBe('unsubscribed');
  });

  it.each([
    ['2w', '15 December 2026'],
    ['1m', '1 January 2027'],
    ['3m', '1 March 2027'],
  ])('pauses for %s, on every list they are on, and ends it', async (length, until) => {
    expect(await (await press('/pause', { for: length })).text()).toContain(`before <bdi>${until}</bdi>`);
    for (const list of open.lists) {
      const { pausedUntil } = (await findSubscription(open.store.db, list, open.ana)) ?? {};
      expect(new Date(pausedUntil ?? 0).getUTCHours()).toBe(8);
    }
    expect((await findSubscription(open.store.db, open.lists[0], open.bob))?.pausedUntil).toBeNull();
    await press('/pause', { for: 'none' });
    expect((await findSubscription(open.store.db, open.lists[0], open.ana))?.pausedUntil).toBeNull();
    expect((await kinds()).map(({ kind }) => kind)).toEqual(['paused', 'unpaused']);
  });

  it('a month that begins on the 31st ends with the next one', async () => {
    open.now = Date.parse('2027-01-31T08:00:00Z');
    expect(await (await press('/pause', { for: '1m' })).text()).toContain('28 February 2027');
  });

  it('keeps a word on why they left, cut and made harmless', async () => {
    const gone = await open.press(`/u/${page}`, `/u/${page}`);
    const words = `too\u0000 long\r\nBcc: a@example.org \u202e${'x'.repeat(500)}`;
    await open.press(gone, '/why', { reason: 'tooMany', words });
    const why = (await kinds()).find(({ kind }) => kind === 'why') as { reason?: string; words?: string };
    expect(why.reason).toBe('tooMany');
    expect(why.words).toMatch(/^too long Bcc: a@example\.org x+$/);
    expect(why.words).toHaveLength(200);
    await press('/leave', { list: String(open.lists[1]) });
    for (let i = 0; i < 20; i += 1) await press('/why', { reason: 'constructor', words: `again ${i}` });
    expect((await kinds()).filter(({ kind }) => kind === 'why')).toHaveLength(5);
  });

  it('acts for nobody without its ticket, nor with one of another page or reader', async () => {
    const before = await open.everything();
    const ticketOf = async (path: string): Promise<string> =>
      /name="ticket" value="([^"]+)"/.exec(await (await open.fetch(path)).text())?.[1] ?? '';
    const others = ['', await ticketOf(`/p/${open.tokens(open.bob).page}`), await ticketOf(`/u/${page}`)];
    const fields = {
      list: String(open.lists[0]),
      for: '2w',
      email: 'new@example.org',
      reason: 'other',
      words: 'x',
    };
    for (const ticket of others) {
      for (const verb of ['leave', 'rejoin', 'pause', 'address', 'why']) {
        expect((await open.post(`/p/${page}/${verb}`, { ...fields, ticket })).status).toBe(200);
      }
    }
    open.now += 25 * 3_600_000;
    expect(await open.everything()).toBe(before);
    expect(open.mailed).toEqual([]);
  });

  it('refuses a body that is too large', async () => {
    const answer = await open.post(`/p/${page}/why`, { words: 'x'.repeat(70_000) });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('Nothing was changed');
  });
});

/** Somebody on no list. */
const arrive = async ({ store }: OpenSite, email: string): Promise<number> =>
  [...(await createSubscribers(store.db, [person(email)], start)).values()][0] as number;

describe('another address', () => {
  const linkOf = (i: number): string => new URL(open.mailed[i]?.action?.url ?? '').pathname;
  const emailOf = async (id: number) => (await findSubscriberById(open.store.db, id))?.email;

  it('is confirmed at the new one by a button, and told to the old one', async () => {
    await press('/address', { email: ' New.Ana@Example.COM ' });
    expect(await emailOf(open.ana)).toBe('ana@example.org');
    expect(open.mailed.map(({ to }) => to)).toEqual(['New.Ana@example.com']);
    expect(JSON.stringify(open.mailed)).not.toContain('ana@example.org');
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'POST']) await open.fetch(linkOf(0), { method });
    expect(await emailOf(open.ana)).toBe('ana@example.org');
    const done = await open.press(linkOf(0), linkOf(0));
    expect(await done.text()).toContain('N•••@e•••.com');
    expect(await emailOf(open.ana)).toBe('New.Ana@example.com');
    expect(open.mailed.map(({ to }) => to)).toEqual(['New.Ana@example.com', 'ana@example.org']);
    expect(JSON.stringify(open.mailed[1])).not.toContain('New.Ana@');
    expect(await (await open.fetch(linkOf(0))).text()).toContain('used before');
    await open.press(`/u/${page}`, `/u/${page}`);
    expect(await open.state(open.ana)).toBe('unsubscribed');
  });

  it('that somebody has already gets the lists, and links in old mail still end them', async () => {
    await press('/address', { email: 'bob@example.com' });
    await open.press(linkOf(0), linkOf(0));
    expect(await open.state(open.ana)).toBe('unsubscribed');
    expect(await open.state(open.bob, open.lists[1])).toBe('active');
    await open.post(`/u/${open.tokens(open.ana).act}`);
    expect(await open.state(open.bob)).toBe('unsubscribed');
  });

  it('that somebody has already: an old link is about that person, and its undo brings nobody else back', async () => {
    await press('/address', { email: 'bob@example.com' });
    await open.press(linkOf(0), linkOf(0));
    for (const path of [`/u/${page}`, `/p/${page}`]) {
      expect(await (await open.fetch(path)).text()).toContain('b•••@e•••.com');
    }
    await open.press(await open.press(`/u/${page}`, `/u/${page}`), '/back');
    expect([await open.state(open.ana), await open.state(open.bob)]).toEqual(['unsubscribed', 'active']);
    await open.press(`/p/${page}`, '/leave', { list: String(open.lists[1]) });
    expect(await open.state(open.bob, open.lists[1])).toBe('unsubscribed');
  });

  it('that somebody has already takes the pause along, to lists they get no mail from', async () => {
    const until = start + 14 * day;
    await press('/pause', { for: '2w' });
    await press('/address', { email: 'bob@example.com' });
    await open.press(linkOf(0), linkOf(0));
    const pausedOn = async (list: number) =>
      (await findSubscription(open.store.db, list, open.bob))?.pausedUntil;
    expect([await pausedOn(open.lists[0]), await pausedOn(open.lists[1])]).toEqual([null, until]);
  });

  it('that somebody has already keeps the consent of who has it, and takes along the other', async () => {
    const consented = { state: 'active', source: 'sign-up', consentAt: start, leftAt: null } as const;
    const own = (listId: number, subscriberId: number, wording: string) => ({
      ...consented,
      ...{ listId, subscriberId, consent: { wording } },
    });
    const [readers, other] = open.lists;
    const all = [
      own(readers, open.ana, 'of Ana'),
      own(other, open.ana, 'of Ana'),
      own(readers, open.bob, 'of Bob'),
    ];
    await putSubscriptions(open.store.db, all, start);
    await press('/address', { email: 'bob@example.com' });
    await open.press(linkOf(0), linkOf(0));
    const wordingOn = async (list: number) =>
      (await findSubscription(open.store.db, list, open.bob))?.consent['wording'];
    expect([await wordingOn(readers), await wordingOn(other)]).toEqual(['of Bob', 'of Ana']);
  });

  it('changed again and again: the first link still ends the last one', async () => {
    const cat = await arrive(open, 'cat@example.net');
    await press('/address', { email: 'bob@example.com' });
    await open.press(linkOf(0), linkOf(0));
    page = open.tokens(open.bob).page;
    await press('/address', { email: 'cat@example.net' });
    await open.press(linkOf(2), linkOf(2));
    expect(await open.state(cat)).toBe('active');
    await open.post(`/u/${open.tokens(open.ana).act}`);
    expect(await open.state(cat)).toBe('unsubscribed');
  });

  it('given back to where it was: links of both ends are good', async () => {
    await press('/address', { email: 'bob@example.com' });
    await open.press(linkOf(0), linkOf(0));
    page = open.tokens(open.bob).page;
    await press('/address', { email: 'ana@example.org' });
    await open.press(linkOf(2), linkOf(2));
    expect([await open.state(open.ana), await open.state(open.bob)]).toEqual(['active', 'unsubscribed']);
    await open.post(`/u/${open.tokens(open.bob).act}`);
    expect(await open.state(open.ana)).toBe('unsubscribed');
  });

  it('is answered alike whether it is known, suppressed, or asked for too often, and mailed with measure', async () => {
    const key = (email: string) => addressKey(address(email));
    await suppress(open.store.db, [
      { email_key: key('gone@example.org'), reason: 'complained', source: 'test', at: start },
    ]);
    const texts = new Set<string>();
    for (const email of [
      'bob@example.com',
      'gone@example.org',
      'bob@example.com',
      'x1@example.org',
      'x2@example.org',
      'x3@example.org',
    ]) {
      texts.add(/role="status">([^<]*)/.exec(await (await press('/address', { email })).text())?.[1] ?? '');
    }
    expect([...texts]).toEqual([expect.stringContaining('it is on its way')]);
    expect(open.mailed.map(({ to }) => to)).toEqual(['bob@example.com', 'x1@example.org', 'x2@example.org']);
    open.now += 10 * day;
    page = open.tokens(open.bob).page;
    for (let i = 0; i < 10; i += 1, open.now += 2 * day) await press('/address', { email: 'x1@example.org' });
    expect(open.mailed.filter(({ to }) => to === 'x1@example.org')).toHaveLength(3);
  });

  it.each([
    '',
    'x',
    'a@b@c',
    'ana@example.org, bob@example.org',
    'ana@example.org\r\nBcc: b@example.org',
    '<script>@example.org',
  ])('is not taken when it is none: %j', async (email) => {
    const text = await (await press('/address', { email })).text();
    expect(text).toContain('Mail cannot be sent to this address');
    expect(text).not.toContain('<script');
    expect(open.mailed).toEqual([]);
  });

  it('is confirmed by nobody who guesses, and not after a week', async () => {
    await press('/address', { email: 'new@example.org' });
    const before = await open.everything();
    const link = linkOf(0);
    const shown = await open.fetch(link);
    for (const path of [
      link.slice(0, -1),
      link.replace('/1/', '/2/'),
      link.replace('/1/', '/01/'),
      '/address/1/x',
      '/address/NaN/x',
    ]) {
      const text = await (await open.fetch(path)).text();
      expect(text).toContain('used before, or is too old');
    }
    open.now += 7 * day;
    await open.press(shown, link).catch(() => undefined);
    expect(await open.everything()).toBe(before);
  });

  it('that nobody confirmed in a week is forgotten, and how often it was written to is not', async () => {
    await press('/address', { email: 'one@example.org' });
    open.now += 2 * day;
    await press('/address', { email: 'two@example.org' });
    open.now += 5 * day;
    await forgetOldWishes(open.store, open.now);
    expect(await open.everything()).not.toContain('one@example.org');
    expect(await open.everything()).toContain('two@example.org');
    for (let i = 0; i < 5; i += 1, open.now += 8 * day) await press('/address', { email: 'one@example.org' });
    expect(open.mailed.filter(({ to }) => to === 'one@example.org')).toHaveLength(3);
  });

  it('is not written to when it is of somebody who was erased', async () => {
    const erased = { email: address('bob@example.com'), secrets: [secret] as const, now: start };
    await press('/address', { email: 'bob@example.com' });
    const link = linkOf(0);
    const shown = await open.fetch(link);
    await erasePerson(open.store, erased);
    await open.press(shown, link).catch(() => undefined);
    open.now += 2 * day;
    await press('/address', { email: 'bob@example.com' });
    expect(open.mailed).toEqual([]);
    expect(await open.everything()).not.toContain('bob@example.com');
  });

  it('is not taken when it was suppressed meanwhile', async () => {
    await press('/address', { email: 'new@example.org' });
    const shown = await open.fetch(linkOf(0));
    await suppress(open.store.db, [
      { email_key: 'new@example.org', reason: 'bounced', source: 'test', at: start },
    ]);
    expect(await (await open.press(shown, linkOf(0))).text()).toContain('used before, or is too old');
    expect(await findSubscriber(open.store.db, 'new@example.org')).toBeUndefined();
  });
});

describe('the language', () => {
  it('is that of the reader, if there are words in it, on pages of their own and in their mail', async () => {
    const speak = (lang: string) =>
      updateSubscribers(open.store.db, [{ id: open.ana, fields: { lang }, tags: [] }], start);
    for (const [lang, tag, dir] of [
      ['de-AT', 'de', 'ltr'],
      ['ar', 'ar', 'rtl'],
      ['fr', 'en', 'ltr'],
      ['<script>', 'en', 'ltr'],
    ] as const) {
      await speak(lang);
      const headers = { 'accept-language': 'es' };
      for (const path of [`/u/${page}`, `/p/${page}`]) {
        const html = await (await open.fetch(path, { headers })).text();
        expect(html).toContain(`<html lang="${tag}" dir="${dir}">`);
      }
    }
    await speak('ar');
    await press('/address', { email: 'new@example.org' });
    expect(open.mailed[0]).toMatchObject({ lang: 'ar', dir: 'rtl' });
    expect(open.mailed[0]?.subject).toContain('عنوانك');
  });

  it.each([
    ['de', 'de'],
    ['fr, es-MX;q=0.8, en;q=0.9', 'en'],
    ['fr, es-MX;q=0.8, en;q=0.1', 'es'],
    ['ar;q=0, fr', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [';;;,,,=', 'en'],
    [`${'xx,'.repeat(10_000)}de`, 'en'],
  ])('is that of the visitor on pages that are nobody’s own: “%s”', async (header, tag) => {
    const answer = await open.fetch('/nowhere', { headers: { 'accept-language': header } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('vary')).toBe('Accept-Language');
    expect(await answer.text()).toContain(`<html lang="${tag}"`);
  });
});
