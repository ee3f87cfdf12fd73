import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressKey } from '../../../../src/address/email-address.ts';
import { findEventsOf } from '../../../../src/store/events.ts';
import { findList } from '../../../../src/store/lists.ts';
import { findSubscriber } from '../../../../src/store/subscribers.ts';
import { findSubscription, pauseSubscriptions } from '../../../../src/store/subscriptions.ts';
import { findSuppression, suppress } from '../../../../src/store/suppressions.ts';
import { erasePerson } from '../../../../src/subscribers/erase.ts';
import { leaveList } from '../../../../src/subscribers/membership.ts';
import { publicApp } from '../../../../src/web/public/app.ts';
import type { SignUpOffer } from '../../../../src/web/public/subscribe/offer.ts';
import { proxiesOf } from '../../../../src/web/public/subscribe/visitor-address.ts';
import { address } from '../../../address/address.ts';
import { type OpenSite, openSite, secret, start, withoutTickets } from '../open-site.ts';

const day = 86_400_000;
const offer: SignUpOffer = {
  lists: ['readers'],
  fields: [{ name: 'first_name', label: undefined, required: false }],
  doubleOptIn: true,
  wording: undefined,
  privacy: 'https://news.example.org/privacy',
  welcome: undefined,
  limits: { network: 20, overall: 100 },
  isProxy: proxiesOf([]),
  origins: ['https://www.example.org'],
};

let open: OpenSite;
/** Where a request comes from. */
let peer: string;
const set = async (how: Partial<SignUpOffer> = {}, lang = 'en'): Promise<void> => {
  open = await openSite({ signUp: { ...offer, ...how }, lang });
  peer = '192.0.2.7';
};
beforeEach(() => set());
afterEach(async () => {
  expect(open.bugs).toEqual([]);
  await open.close();
});

const ask = async (path: string, init?: RequestInit): Promise<Response> =>
  publicApp(open.site).fetch(new Request(`https://news.example.org${path}`, init), {
    incoming: { socket: { remoteAddress: peer } },
  });
const post = (path: string, fields: Readonly<Record<string, string>>, headers = {}) =>
  ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
const ticketIn = (html: string): string => /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? '';
const ticket = async (): Promise<string> => {
  const one = ticketIn(await (await ask('/subscribe')).text());
  open.now += 5_000;
  return one;
};
/** As a person does it, ticket and all. */
const subscribe = async (email: string, more: Readonly<Record<string, string>> = {}, headers = {}) =>
  post('/subscribe', { ticket: await ticket(), email, ...more }, headers);
const linkOf = (i: number): string => new URL(open.mailed[i]?.action?.url ?? 'x:').pathname;
const confirm = async (i: number): Promise<Response> => {
  const html = await (await ask(linkOf(i))).text();
  return post(linkOf(i), { ticket: ticketIn(html) });
};
const stateOf = async (email: string, list = 'readers') => {
  const one = await findSubscriber(open.store.db, addressKey(address(email)));
  const { id } = (await findList(open.store.db, list)) ?? { id: 0 };
  return one && (await findSubscription(open.store.db, id, one.id));
};
const wishes = () => open.store.db.selectFrom('joinings').selectAll().execute();

describe('the whole way', () => {
  it('from the form over the mail and a button to the list, with the consent on record', async () => {
    const answer = await subscribe('Zoe@Example.NET', { 'field-first_name': ' Zoë ' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain(
      'If mail can be sent to <bdi>Zoe@example.net</bdi>, it is on its way',
    );
    expect(await stateOf('zoe@example.net')).toBeUndefined();
    expect(open.mailed).toHaveLength(1);
    expect(open.mailed[0]).toMatchObject({ to: 'Zoe@example.net', subject: 'News + Notes: please confirm' });
    expect(JSON.stringify(open.mailed[0])).not.toMatch(/Zoë|192\.0\.2/);
    const asked = open.now;
    const before = await open.everything();
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'POST'])
      await ask(linkOf(0), { method, ...(method === 'GET' ? { headers: { purpose: 'prefetch' } } : {}) });
    expect(await open.everything()).toBe(before);
    open.now += 3_600_000;
    peer = '198.51.100.9';
    const welcome = await (await confirm(0)).text();
    expect(welcome).toContain('You are subscribed');
    expect(await stateOf('zoe@example.net')).toMatchObject({
      state: 'active',
      source: 'sign-up',
      consentAt: open.now,
      consent: {
        asked_at: new Date(asked).toISOString(),
        asked_from: '192.0.2.7',
        confirmed_from: '198.51.100.9',
        page: 'https://news.example.org/subscribe',
        wording: 'Please send News + Notes to my address. I can unsubscribe at any time, with one click.',
      },
    });
    const zoe = await findSubscriber(open.store.db, 'zoe@example.net');
    expect(zoe).toMatchObject({ email: 'Zoe@example.net', fields: { first_name: 'Zoë' } });
    expect((await findEventsOf(open.store.db, zoe?.id ?? 0)).map(({ kind }) => kind)).toEqual(['subscribed']);
    const again = await open.everything();
    expect(await (await ask(linkOf(0), { method: 'POST' })).text()).toContain('used before');
    expect(await open.everything()).toBe(again);
  });

  it('speaks the visitor’s language on every page and in the mail, and remembers it', async () => {
    const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };
    expect(await (await ask('/subscribe', { headers: german })).text()).toContain(
      'Vorname (darf leer bleiben)',
    );
    await subscribe('zoe@example.net', {}, german);
    expect(open.mailed[0]).toMatchObject({ lang: 'de', subject: 'News + Notes: Bitte bestätigen' });
    expect(await (await ask(linkOf(0))).text()).toContain('Bitte schicken Sie News + Notes an meine Adresse');
    await confirm(0);
    expect(await findSubscriber(open.store.db, 'zoe@example.net')).toMatchObject({ fields: { lang: 'de' } });
  });

  it('a link that is forged, late or of another wish opens nothing', async () => {
    await subscribe('zoe@example.net');
    await subscribe('yan@example.net');
    const [one, two] = [linkOf(0), linkOf(1)];
    const before = await open.everything();
    const shown = ticketIn(await (await ask(one)).text());
    const crossed = one.replace(/\d+/, two.match(/\d+/)?.[0] ?? '');
    for (const path of [
      crossed,
      one.slice(0, -1),
      `${one}x`,
      '/subscribe/1/x',
      '/subscribe/NaN/x',
      '/subscribe/1e0/x',
    ]) {
      const answer = await post(path, { ticket: shown });
      expect(await answer.text()).toContain('used before, or is too old');
    }
    expect(await (await post(two, { ticket: shown })).text()).toContain('Yes, subscribe me');
    open.now += 7 * day;
    expect(await (await post(one, { ticket: shown })).text()).toContain('too old');
    expect(await open.everything()).toBe(before);
    await subscribe('later@example.net');
    expect((await wishes()).map(({ email }) => email)).toEqual(['later@example.net']);
  });

  it('a welcome is mailed once to whoever confirmed, with a way to leave', async () => {
    await open.close();
    await set({ welcome: ['Good to have you.', 'Every Monday.'] });
    await subscribe('zoe@example.net');
    expect(JSON.stringify(open.mailed)).not.toContain('Good to have you');
    await confirm(0);
    expect(open.mailed[1]).toMatchObject({
      to: 'zoe@example.net',
      subject: 'Welcome to News + Notes',
      paragraphs: ['Good to have you.', 'Every Monday.'],
    });
    const page = await ask(linkOf(1));
    expect(await page.text()).toContain('<bdi>readers</bdi>');
    await confirm(0);
    expect(open.mailed).toHaveLength(2);
  });

  it('with several lists, nothing is chosen beforehand, and what is chosen is joined', async () => {
    await open.close();
    await set({ lists: ['readers', 'late & "odd"'] });
    const html = await (await ask('/subscribe')).text();
    expect(html).not.toContain('checked');
    expect(html).toContain('name="list-late &amp; &quot;odd&quot;"');
    const none = await subscribe('zoe@example.net');
    expect(none.status).toBe(400);
    expect(await none.text()).toContain('Please choose at least one');
    await subscribe('zoe@example.net', { 'list-late & "odd"': 'on', 'list-press': 'on' });
    await confirm(0);
    expect((await stateOf('zoe@example.net', 'late & "odd"'))?.state).toBe('active');
    expect(await stateOf('zoe@example.net', 'readers')).toBeUndefined();
    expect(await stateOf('zoe@example.net', 'press')).toBeUndefined();
  });
});

describe('a list that was closed after the mail went out', () => {
  it('is not joined by its link, which is good for the others', async () => {
    await open.close();
    await set({ lists: ['readers', 'press'] });
    const both = { 'list-readers': 'on', 'list-press': 'on' };
    await subscribe('zoe@example.net', both);
    await subscribe('yan@example.net', { 'list-press': 'on' });
    Object.assign(open.site, { signUp: { ...offer, lists: ['readers'] } });
    await confirm(0);
    expect((await stateOf('zoe@example.net', 'readers'))?.state).toBe('active');
    expect(await stateOf('zoe@example.net', 'press')).toBeUndefined();
    expect(await (await ask(linkOf(1))).text()).toContain('too old');
    expect(await (await ask(linkOf(1), { method: 'POST' })).text()).toContain('too old');
    expect(await stateOf('yan@example.net', 'press')).toBeUndefined();
  });
});

describe('whatever is known of an address', () => {
  const key = (email: string) => addressKey(address(email));
  const gone = async (
    reason: 'bounced' | 'complained' | 'blocked' | 'erased' | 'unsubscribed',
    email: string,
  ) => suppress(open.store.db, [{ email_key: key(email), reason, source: 'test', at: start }]);

  it('the page and the API say the same, and only the address itself learns more', async () => {
    await leaveList(
      open.store,
      { listId: open.lists[0], subscriberId: open.bob },
      { now: start, source: 'page' },
    );
    for (const reason of ['bounced', 'complained', 'blocked', 'erased', 'unsubscribed'] as const)
      await gone(reason, `${reason}@example.org`);
    const emails = [
      'new@example.org',
      'ana@example.org',
      'bob@example.com',
      ...['bounced', 'complained', 'blocked', 'erased', 'unsubscribed'].map((name) => `${name}@example.org`),
    ];
    const answers = new Set<string>();
    const headers = new Set<string>();
    for (const email of [...emails, ...emails]) {
      const answer = await subscribe(email);
      answers.add(`${answer.status} ${withoutTickets(await answer.text()).replaceAll(email, 'WHO')}`);
      headers.add(JSON.stringify([...answer.headers]));
    }
    expect([answers.size, headers.size]).toEqual([1, 1]);
    const inMail = open.mailed.map(({ to, title }) => `${to}: ${title}`).sort();
    expect(inMail).toEqual([
      'ana@example.org: You are subscribed already',
      'bob@example.com: Please confirm',
      'erased@example.org: Please confirm',
      'new@example.org: Please confirm',
      'unsubscribed@example.org: Please confirm',
    ]);
    expect((await wishes()).length).toBe(emails.length * 2);
  });

  it('who left comes back by confirming, without the pause of that time; who only asked is where they were', async () => {
    await pauseSubscriptions(open.store.db, open.bob, start + 90 * day, start);
    await leaveList(
      open.store,
      { listId: open.lists[0], subscriberId: open.bob },
      { now: start, source: 'page' },
    );
    await gone('unsubscribed', 'bob@example.com');
    await subscribe('BOB@example.com');
    expect(await open.state(open.bob)).toBe('unsubscribed');
    await confirm(0);
    expect(await stateOf('bob@example.com')).toMatchObject({
      state: 'active',
      leftAt: null,
      pausedUntil: null,
    });
    expect(await findSuppression(open.store.db, 'bob@example.com')).toBeUndefined();
    const kinds = (await findEventsOf(open.store.db, open.bob)).map(({ kind }) => kind);
    expect(kinds.at(-1)).toBe('rejoined');
  });

  it.each(['bounced', 'complained', 'blocked'] as const)(
    'who was %s between the mail and the button is welcomed and not written to',
    async (reason) => {
      await subscribe('new@example.org');
      await gone(reason, 'new@example.org');
      expect(await (await confirm(0)).text()).toContain('You are subscribed');
      expect(await stateOf('new@example.org')).toBeUndefined();
      expect((await findSuppression(open.store.db, 'new@example.org'))?.reason).toBe(reason);
    },
  );

  it('who was erased is asked and comes back by confirming, and an erasure takes what they asked for with it', async () => {
    const erasure = { email: address('ana@example.org'), secrets: [secret] as const, now: start };
    expect(await erasePerson(open.store, erasure)).toMatchObject({ outcome: 'erased' });
    await subscribe('ana@example.org');
    await confirm(0);
    expect((await stateOf('ana@example.org'))?.state).toBe('active');
    expect(await open.everything()).not.toContain('erased');
    open.now += day;
    await subscribe('ana@example.org');
    expect(open.mailed.at(-1)?.title).toContain('already');
    await erasePerson(open.store, erasure);
    expect(await wishes()).toEqual([]);
  });

  it('where the secret of an erasure is lost, people still come by themselves, and everybody confirms', async () => {
    await open.close();
    await set({ doubleOptIn: false });
    await erasePerson(open.store, {
      email: address('ana@example.org'),
      secrets: ['a-secret-that-was-lost-since-then'],
      now: start,
    });
    await subscribe('ana@example.org');
    await subscribe('new@example.org');
    await subscribe('bob@example.com');
    expect(open.mailed.map(({ title }) => title)).toEqual([
      'Please confirm',
      'Please confirm',
      'You are subscribed already',
    ]);
    await confirm(1);
    expect((await stateOf('new@example.org'))?.state).toBe('active');
  });

  it('who is on one list and wishes two keeps the consent of the first', async () => {
    await open.close();
    await set({ lists: ['readers', 'press'] });
    await subscribe('bob@example.com', { 'list-readers': 'on', 'list-press': 'on' });
    await confirm(0);
    expect(await stateOf('bob@example.com', 'readers')).toMatchObject({ state: 'active', source: 'test' });
    expect(await stateOf('bob@example.com', 'press')).toMatchObject({ state: 'active', source: 'sign-up' });
  });

  it('a stranger changes nothing of who is on the list', async () => {
    const before = await open.everything();
    await subscribe('ana@example.org', { 'field-first_name': 'Mallory' });
    expect(await open.everything()).toBe(before);
    expect(open.mailed[0]?.action).toBeUndefined();
  });

  it('without double opt-in only who was never known joins at once, and the answer is still the same', async () => {
    await open.close();
    await set({ doubleOptIn: false, welcome: ['Hello.'] });
    await leaveList(
      open.store,
      { listId: open.lists[0], subscriberId: open.bob },
      { now: start, source: 'page' },
    );
    await gone('complained', 'gone@example.org');
    const texts = new Set<string>();
    for (const email of ['new@example.org', 'ana@example.org', 'bob@example.com', 'gone@example.org'])
      texts.add((await (await subscribe(email)).text()).replaceAll(email, 'WHO'));
    expect(texts.size).toBe(1);
    expect((await stateOf('new@example.org'))?.state).toBe('active');
    expect(await open.state(open.bob)).toBe('unsubscribed');
    expect(open.mailed.map(({ to, title }) => `${to}: ${title}`)).toEqual([
      'new@example.org: Welcome',
      'ana@example.org: You are subscribed already',
      'bob@example.com: Please confirm',
    ]);
  });
});

describe('against abuse', () => {
  it('no address is mailed more than once a day and three times, from wherever and however it is asked', async () => {
    for (let i = 0; i < 30; i += 1) {
      peer = `198.51.100.${i}`;
      const spelt = i % 2 === 0 ? 'Zoe@example.net' : 'zoe@EXAMPLE.net';
      expect((await subscribe(spelt)).status).toBe(200);
      open.now += day / 4;
    }
    expect(open.mailed).toHaveLength(3);
  });

  it('a network is answered 429 beyond its share, without a word on the address; others go on', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 22; i += 1) statuses.push((await subscribe(`r${i}@example.net`)).status);
    expect(statuses).toEqual([...Array(20).fill(200), 429, 429]);
    const known = await subscribe('ana@example.org');
    expect([known.status, known.headers.get('retry-after')]).toEqual([429, '3600']);
    peer = '203.0.113.5';
    expect((await subscribe('other@example.net')).status).toBe(200);
    expect(open.mailed).toHaveLength(21);
  });

  it('X-Forwarded-For is believed from proxies of ours alone, and no further than they reach', async () => {
    await open.close();
    await set({ isProxy: proxiesOf(['10.0.0.0/8', '2001:db8::/32']) });
    const fromOf = async (from: string, forwarded: string): Promise<string> => {
      peer = from;
      const { length } = await wishes();
      await subscribe(`r${length}@example.net`, {}, { 'x-forwarded-for': forwarded });
      const { asked_from } = JSON.parse((await wishes()).at(-1)?.consent ?? '{}') as { asked_from: string };
      return asked_from;
    };
    expect(await fromOf('127.0.0.1', '192.0.2.1')).toBe('192.0.2.1');
    expect(await fromOf('::ffff:127.0.0.1', '1.1.1.1, 192.0.2.1, 10.1.2.3')).toBe('192.0.2.1');
    expect(await fromOf('::1', '192.0.2.1:5000')).toBe('192.0.2.1');
    expect(await fromOf('2001:db8::9', '[2001:db9::1]:80')).toBe('2001:db9::1');
    expect(await fromOf('198.51.100.1', '192.0.2.1')).toBe('198.51.100.1');
    expect(await fromOf('10.1.1.1', 'nonsense')).toBe('10.1.1.1');
    expect(await fromOf('10.1.1.1', '')).toBe('10.1.1.1');
  });

  it('a form that comes too fast, too late, filled in by a machine or from elsewhere is asked once more, and nothing is lost', async () => {
    const fresh = ticketIn(await (await ask('/subscribe')).text());
    const typed = { email: 'zoe@example.net', 'field-first_name': 'Zoë "Z"' };
    const tries = [
      async () => post('/subscribe', { ...typed, ticket: fresh }),
      async () => post('/subscribe', typed),
      async () => post('/subscribe', { ...typed, ticket: 'x' }),
      async () => post('/subscribe', { ...typed, ticket: await ticket(), website: 'http://example.com' }),
      async () => {
        const old = await ticket();
        open.now += day;
        return post('/subscribe', { ...typed, ticket: old });
      },
    ];
    for (const attempt of tries) {
      const answer = await attempt();
      const html = await answer.text();
      expect(answer.status).toBe(200);
      expect(html).toContain('One more press of the button');
      expect(html).toContain('value="zoe@example.net"');
      expect(html).toContain('value="Zoë &quot;Z&quot;"');
      expect(html).not.toContain('example.com');
    }
    expect([open.mailed, await wishes()]).toEqual([[], []]);
    const html = await (
      await post('/subscribe', typed, { referer: 'https://blog.example.com/about?id=7' })
    ).text();
    expect(html).toContain('name="page" value="https://blog.example.com/about"');
    open.now += 5_000;
    await post('/subscribe', { ...typed, ticket: ticketIn(html), page: 'https://blog.example.com/about' });
    expect(open.mailed).toHaveLength(1);
    const { page } = JSON.parse((await wishes())[0]?.consent ?? '{}') as { page: string };
    expect(page).toBe('https://blog.example.com/about');
  });

  it.each([
    ['email', 'x', 'Mail cannot be sent to this address'],
    ['email', 'a@example.org, b@example.org', 'Mail cannot be sent'],
    ['email', 'a@example.org\r\nBcc: b@example.org', 'Mail cannot be sent'],
    ['email', '"><script>alert(1)</script>', 'Mail cannot be sent'],
    ['field-first_name', 'Win at example.com', 'leave out web and mail addresses'],
    ['field-first_name', '<b>Ana</b>', 'leave out brackets'],
  ])('what is wrong is said beside it, escaped, and nothing is mailed: %s %s', async (name, value, words) => {
    const answer = await subscribe('zoe@example.net', { [name]: value });
    const html = await answer.text();
    expect(answer.status).toBe(400);
    expect(html).toContain(words);
    expect(html).toMatch(/aria-invalid="true" aria-describedby="[\w-]+-fault"/);
    expect(html).not.toMatch(/<script|<b>/);
    expect([open.mailed, await wishes()]).toEqual([[], []]);
  });

  it('GET, HEAD and OPTIONS change nothing, whatever is in them', async () => {
    const before = await open.everything();
    const t = await ticket();
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
      for (const path of ['/subscribe', '/api/subscribe'])
        await ask(`${path}?email=zoe@example.net&ticket=${t}`, { method });
    expect([await open.everything(), await wishes(), open.mailed]).toEqual([before, [], []]);
  });

  it('a captcha, where there is one, has the last word before the mail', async () => {
    await open.close();
    const captcha = {
      fields: () => '' as never,
      passes: async (answer: Readonly<Record<string, string>>) => answer['sum'] === '7',
    };
    await set({ captcha });
    expect(await (await subscribe('zoe@example.net', { sum: '6' })).text()).toContain('answer was not right');
    expect(open.mailed).toEqual([]);
    await subscribe('zoe@example.net', { sum: '7' });
    expect(open.mailed).toHaveLength(1);
  });

  it('where nobody can join, that is said', async () => {
    const { signUp: _, ...site } = open.site;
    const app = publicApp(site);
    for (const path of ['/subscribe', '/api/subscribe']) {
      const answer = await app.fetch(new Request(`https://news.example.org${path}`));
      expect([answer.status, await answer.text()]).toEqual([
        404,
        expect.stringContaining('hello@news.example.org'),
      ]);
    }
  });
});

describe('the API', () => {
  const json = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    ask('/api/subscribe', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('gives a ticket and what to show, takes a wish, and answers as the page does', async () => {
    const shown = (await (await ask('/api/subscribe')).json()) as { ticket: string; wording: string };
    expect(shown).toMatchObject({
      lang: 'en',
      lists: ['readers'],
      fields: [{ name: 'first_name', label: 'First name', required: false }],
    });
    open.now += 5_000;
    const answer = await json({
      ticket: shown.ticket,
      email: 'zoe@example.net',
      fields: { first_name: 'Zoë', tags: 'x' },
      page: 'https://www.example.org/join#form',
    });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({
      status: 'asked',
      message: expect.stringContaining('zoe@example.net'),
    });
    await confirm(0);
    expect((await stateOf('zoe@example.net'))?.consent).toMatchObject({
      page: 'https://www.example.org/join',
      wording: shown.wording,
    });
    expect((await findSubscriber(open.store.db, 'zoe@example.net'))?.fields).toEqual({ first_name: 'Zoë' });
  });

  it('without a ticket takes a fifth of a network’s share', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await json({ email: `r${i}@example.net` })).status);
    expect(statuses).toEqual([202, 202, 202, 202, 429, 429]);
  });

  it.each([
    ['{', 415],
    ['[]', 415],
    ['null', 415],
    [{}, 400],
    [{ email: ['zoe@example.net'] }, 400],
    [{ email: { toString: 'x' } }, 400],
    [{ email: 'zoe@example.net', fields: { first_name: 'http://example.com' } }, 400],
    [`{"email":"x","__proto__":{"email":"zoe@example.net"}}`, 400],
  ])('refuses %j', async (body, status) => {
    expect((await json(body)).status).toBe(status);
    expect(open.mailed).toEqual([]);
  });

  it('is for scripts of the named sites alone, and for no form', async () => {
    const named = await ask('/api/subscribe', {
      method: 'OPTIONS',
      headers: { origin: 'https://www.example.org' },
    });
    expect([named.status, named.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://www.example.org',
    ]);
    const other = await ask('/api/subscribe', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example.com' },
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const form = await post('/api/subscribe', { email: 'zoe@example.net' });
    expect(form.status).toBe(415);
    const text = await json('{"email":"zoe@example.net"}', { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    expect(open.mailed).toEqual([]);
  });

  it('answers scripts of the named sites in JSON whatever is wrong, and tells caches on what it depends', async () => {
    const headers = { origin: 'https://www.example.org', 'accept-language': 'de' };
    for (const [body, status] of [
      [{ email: 'zoe@example.net' }, 202],
      [{ email: 'zoe' }, 400],
      ['x'.repeat(70_000), 413],
    ] as const) {
      const answer = await json(body, headers);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(answer.headers.get('access-control-allow-origin')).toBe(headers.origin);
      expect(answer.headers.get('vary')).toBe('Origin, Accept-Language');
      expect(await answer.json()).toHaveProperty('message');
    }
  });
});
