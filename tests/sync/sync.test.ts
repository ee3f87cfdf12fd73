import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEmailAddress } from '../../src/address/email-address.ts';
import { openStore } from '../../src/store/open-store.ts';
import { findSubscriber } from '../../src/store/subscribers.ts';
import { askForAddress, changeAddress } from '../../src/subscribers/change-address.ts';
import { join as joinLists } from '../../src/subscribers/joining/join.ts';
import { leaveList } from '../../src/subscribers/membership.ts';
import { pauseReader } from '../../src/subscribers/pause.ts';
import { secret, setStage } from '../mailing/stage.ts';
import { type Differing, rollOf, setTwoMachines, type TwoMachines } from './two-machines.ts';

const people = ['ada@example.org', 'bob@example.org', 'cem@example.org'];

let two: TwoMachines;
afterEach(() => two.strike());

async function set(readers: readonly string[] = people, differing: Differing = {}): Promise<TwoMachines> {
  two = await setTwoMachines(readers, differing);
  return two;
}

/** The one-click address in a reader’s copy. */
function oneClickOf(to: string): string {
  const raw = two.mail.taken.findLast((message) => message.to.includes(to))?.raw ?? '';
  return /^List-Unsubscribe: <([^>]+)>/m.exec(raw)?.[1] ?? '';
}

async function click(url: string): Promise<number> {
  const body = 'List-Unsubscribe=One-Click';
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

function address(text: string) {
  const parsed = parseEmailAddress(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.address;
}

async function idThere(email: string): Promise<number> {
  const found = await findSubscriber(two.pages.db, email);
  if (!found) throw new Error(`${email} is not there`);
  return found.id;
}

async function listThere(): Promise<number> {
  return (await two.pages.db.selectFrom('lists').select('id').executeTakeFirstOrThrow()).id;
}

function joinThere(email: string, now: number) {
  const wish = {
    email: address(email),
    emailKey: email,
    lists: ['all'],
    fields: {},
    consent: { page: 'form' },
  };
  return two.pages.transaction((db) => joinLists(db, wish, { secrets: [secret], now }));
}

describe('a laptop that sends and a server that has the pages', () => {
  it('are one newsletter: who leaves there by a click in a mail from here gets nothing more', async () => {
    const { laptop, mail } = await set();
    const first = await laptop.run('send', 'hello', '--yes');
    expect(first.code, first.err).toBe(0);
    expect(first.err).toContain(
      `The pages at ${two.address} answer; nothing new there; 3 people brought there.`,
    );
    expect(await rollOf(two.pages)).toEqual(people.map((one) => `${one} all active`));
    // Numbers differ between the two stores: the click is for the right one all the same.
    expect(await click(oneClickOf('bob@example.org'))).toBe(200);
    expect(await rollOf(two.pages)).toContain('bob@example.org all unsubscribed');
    laptop.write('issues/again.md', '---\ntitle: Again\n---\nMore news.\n');
    const second = await laptop.run('send', 'again', '--yes');
    expect(second.err).toContain('1 left there');
    expect(second.err).toContain('not to 1: unsubscribed');
    expect(
      mail.taken
        .filter(({ raw }) => raw.includes('Again'))
        .map(({ to }) => to[0])
        .sort(),
    ).toEqual(['ada@example.org', 'cem@example.org']);
  });

  it('tell the pages apart by number: two lists there before change nothing', async () => {
    await set();
    await two.server.run('subscribers', 'add', 'zoe@example.org', '--list', 'other');
    await two.server.run('subscribers', 'add', 'bob@example.org', '--list', 'other');
    expect((await two.laptop.run('send', 'hello', '--list', 'all', '--yes')).code).toBe(0);
    await click(oneClickOf('ada@example.org'));
    expect(await rollOf(two.pages)).toEqual([
      'ada@example.org all unsubscribed',
      'bob@example.org all active',
      'bob@example.org other active',
      'cem@example.org all active',
      'zoe@example.org other active',
    ]);
  });

  it('bring joins with their consent, leaves, pauses and new addresses here, once', async () => {
    const { laptop } = await set();
    await laptop.run('sync');
    const now = Date.now() + 1000;
    await joinThere('dora@example.org', now);
    const [ada, bob, cem] = await Promise.all(people.map(idThere));
    await leaveList(
      two.pages,
      { listId: await listThere(), subscriberId: ada as number },
      { now, source: 'page' },
    );
    await pauseReader(two.pages, bob as number, now + 86_400_000, now);
    const wish = { subscriberId: cem as number, email: address('cem@example.com'), secrets: [secret], now };
    await askForAddress(two.pages, { ...wish, noticeOf: () => notice });
    await changeAddress(two.pages, { id: 1, secrets: [secret], now, farewell: () => notice });
    const { code, out, err } = await laptop.run('sync');
    expect(code, err).toBe(0);
    expect(out).toBe(
      '1 left, 1 joined, 1 paused and 1 changed their address there; nothing to bring there\n',
    );
    await two.here(async (store) => {
      expect(await rollOf(store)).toEqual([
        'ada@example.org all unsubscribed',
        'bob@example.org all active',
        'cem@example.com all active',
        'dora@example.org all active',
      ]);
      const dora = await store.db
        .selectFrom('subscriptions')
        .selectAll()
        .orderBy('subscriber_id', 'desc')
        .executeTakeFirstOrThrow();
      expect(dora).toMatchObject({ source: 'sign-up', consent_at: now, consent: '{"page":"form"}' });
    });
    expect((await laptop.run('sync')).out).toBe('nothing new there; nothing to bring there\n');
    expect((await laptop.run('sync', '--full')).out).toBe('nothing new there; 3 people brought there\n');
  });

  it('publish what was sent, and its pictures, at the pages', async () => {
    const { laptop } = await set();
    await laptop.run('send', 'hello', '--yes');
    const { out } = await laptop.run('sync');
    expect(out).toContain('1 issue brought there');
    const page = await fetch(`${two.address}/issues/hello`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Dear')]);
    expect((await laptop.run('sync')).out).toBe('nothing new there; nothing to bring there\n');
  });

  it('forget there too who was erased here, and do not bring them back', async () => {
    const { laptop } = await set();
    await laptop.run('sync');
    expect((await laptop.run('subscribers', 'erase', 'bob@example.org', '--yes')).code).toBe(0);
    await laptop.run('sync');
    expect(await findSubscriber(two.pages.db, 'bob@example.org')).toBeUndefined();
    expect(JSON.stringify(await two.pages.db.selectFrom('suppressions').selectAll().execute())).not.toContain(
      'bob',
    );
    await laptop.run('sync', '--full');
    await two.here(async (store) => {
      expect(await findSubscriber(store.db, 'bob@example.org')).toBeUndefined();
    });
  });

  it('never lose a leave to what is done here at the same time', async () => {
    const { laptop } = await set([]);
    laptop.write('waiting.csv', 'email,status\nada@example.org,pending\n');
    await laptop.run('subscribers', 'import', 'waiting.csv', '--list', 'all');
    await laptop.run('sync');
    const membership = { listId: await listThere(), subscriberId: await idThere('ada@example.org') };
    await leaveList(two.pages, membership, { now: Date.now(), source: 'page' });
    // Later than the leave, which is not known here yet.
    laptop.write('confirmed.csv', 'email,status\nada@example.org,active\n');
    await laptop.run('subscribers', 'import', 'confirmed.csv', '--list', 'all');
    await laptop.run('sync');
    await two.here(async (store) =>
      expect(await rollOf(store)).toEqual(['ada@example.org all unsubscribed']),
    );
    expect(await rollOf(two.pages)).toEqual(['ada@example.org all unsubscribed']);
  });

  it('go on where they were cut off', async () => {
    const many = Array.from({ length: 1_700 }, (_, i) => `reader-${i}@example.org`);
    const { laptop } = await set(many);
    await two.hangUp();
    expect((await laptop.run('sync')).code).toBe(4);
    await two.strike();
    await set(many);
    expect((await two.laptop.run('sync')).out).toBe('nothing new there; 1700 people brought there\n');
    expect(await rollOf(two.pages)).toHaveLength(1_700);
  });

  it('know when they are one', async () => {
    const { laptop } = await set();
    cpSync(join(two.server.folder, 'newsletter.yaml'), join(laptop.folder, 'other.yaml'));
    const here = { cwd: two.server.folder };
    two.server.write(
      'newsletter.yaml',
      `name: N\nfrom: N <n@news.example.org>\nurl: ${two.address}\naddress: PO Box 1, Exampleton, EX 00000\n`,
    );
    const { err } = await two.server.start(['sync'], here).ended;
    expect(err).toContain('use this very store: there is nothing to bring or take');
  });

  it('are two although one began as a copy of the other', async () => {
    const { laptop } = await set();
    await two.pages.db.updateTable('identity').set({ id: 'copied' }).execute();
    await two.here((store) => store.db.updateTable('identity').set({ id: 'copied' }).execute());
    const { code, out } = await laptop.run('sync');
    expect([code, out]).toEqual([0, 'nothing new there; 3 people brought there\n']);
  });
});

/** None is mailed in these tests. */
const notice = undefined as never;

describe('a mailing whose links lead nowhere is not sent', () => {
  async function refused(differing?: Differing) {
    await set(people, differing);
    return expectRefused();
  }

  async function expectRefused(): Promise<string> {
    const { code, err } = await two.laptop.run('send', 'hello', '--yes');
    expect(code).toBe(6);
    expect(err).toContain('send/no-pages');
    expect(err).toContain('Nothing was sent.');
    expect(err).toContain('--no-probe');
    expect(two.mail.taken).toEqual([]);
    return err;
  }

  it('where nobody listens; and is, where that is wished', async () => {
    await set();
    await two.hangUp();
    expect(await expectRefused()).toContain(`Nobody answers at ${two.address}: nothing listens there`);
    expect((await two.laptop.run('send', 'hello', '--yes', '--no-probe')).code).toBe(0);
    expect(two.mail.taken).toHaveLength(3);
  });

  it('where the Pennypost there has another secret', async () => {
    expect(await refused({ secret: 'another-secret-that-is-long-enough-too' })).toContain(
      'no answer under this newsletter’s secret came',
    );
  });

  it('where the clock there is an hour ahead', async () => {
    expect(await refused({ now: () => Date.now() + 3_600_000 })).toContain('are 60 minutes apart');
  });

  it.each([
    ['another web server answers', 200, {}, 'is not ours'],
    ['it leads elsewhere', 302, { Location: 'http://127.0.0.1:1/' }, 'leads elsewhere'],
  ])('where %s', async (_, status, headers, words) => {
    await set();
    const other = createServer((_request, response) => response.writeHead(status, headers).end('Hello'));
    await new Promise<void>((then) => other.listen(0, '127.0.0.1', then));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const settings = `name: N\nfrom: N <n@news.example.org>\nurl: ${url}\naddress: PO Box 1, Exampleton, EX 00000\nfields: { first_name: { fallback: there } }\nsegments: { press: tag:press }\n`;
    two.laptop.write('newsletter.yaml', settings);
    expect(await expectRefused()).toContain(words);
    other.close();
  });

  it('where readers’ addresses would travel unencrypted', async () => {
    await set();
    two.laptop.write(
      'newsletter.yaml',
      'name: N\nfrom: N <n@news.example.org>\nurl: http://news.example.org\naddress: PO Box 1, Exampleton, EX 00000\nfields: { first_name: { fallback: there } }\nsegments: { press: tag:press }\n',
    );
    expect(await expectRefused()).toContain('is not encrypted');
  });

  it('but practice in the outbox asks nobody', async () => {
    await set();
    await two.hangUp();
    const outbox = setStage({ readers: people, url: two.address, probes: true });
    await outbox.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    expect((await outbox.run('send', 'hello', '--yes')).code).toBe(0);
    outbox.strike();
  });
});

describe('who leaves at the pages while a mailing goes out', () => {
  it('is heard of when it is resumed', async () => {
    await set();
    await two.laptop.run('send', 'hello', '--yes', '--limit', '1');
    await click(oneClickOf('ada@example.org'));
    const store = await openStore(join(two.laptop.folder, 'newsletter.db'));
    await store.close();
    const { err } = await two.laptop.run('send', 'hello', '--yes', '--new');
    expect(err).toContain('1 left there');
  });
});
