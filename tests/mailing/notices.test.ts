import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Notices } from '../../src/mailing/notices.ts';
import { makeKeys } from '../../src/message/dkim/make-keys.ts';
import { openSigner } from '../../src/message/dkim/signer.ts';
import { composeNotice, type Notice, type NoticeSender } from '../../src/message/notice.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { openServer, type Server } from '../../src/smtp/transport.ts';
import { putNotice, takeNotice } from '../../src/store/notices.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { loadEveryLanguage } from '../../src/words/words.ts';
import { address } from '../address/address.ts';
import { type Script, type ScriptServer, say, startScriptServer } from '../smtp/script-server.ts';
import { until } from './stage.ts';

const { data } = await loadTheme([]);
const sender: NoticeSender = {
  newsletter: 'Nöws + Notes <script>',
  from: { name: 'Nöws', address: address('hello@news.example.org') },
  bounces: address('bounces@news.example.org'),
  postalAddress: 'PO Box 1 & Co',
  look: data,
};
const notice = (to = 'ana@example.org'): Notice => ({
  to: address(to),
  lang: 'en',
  dir: 'ltr',
  subject: 'Nöws\r\nBcc: eve@example.org: is this your address?',
  title: 'Is <b>this</b> yours?',
  paragraphs: ['.A line that begins with a dot', `A long one ${'word '.repeat(40)}`],
  action: { label: 'See "and" agree', url: 'https://news.example.org/address/1/x?a=1&b=2' },
  asides: ['If not, do nothing.'],
});
const stamp = { id: 'n1', date: new Date('2026-12-01T08:00:00Z') };

describe('a notice', () => {
  it('says that no person wrote it, and is no mail of a list', async () => {
    const { raw, envelope } = composeNotice(sender, notice(), stamp);
    const { default: PostalMime } = await import('postal-mime');
    const mail = await PostalMime.parse(raw);
    const names = mail.headers.map(({ key }) => key);
    expect(envelope).toEqual({ from: 'bounces@news.example.org', to: 'ana@example.org' });
    expect(new Set(names).size).toBe(names.length);
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    expect(names.filter((name) => /^list-|precedence|feedback|^bcc/.test(name))).toEqual([]);
    expect(mail.subject).toBe('Nöws Bcc: eve@example.org: is this your address?');
    for (const part of [mail.text ?? '', mail.html ?? '']) {
      expect(part).toContain('PO Box 1');
      expect(part.replaceAll('&amp;', '&')).toContain('https://news.example.org/address/1/x?a=1&b=2');
    }
    expect(mail.html).toContain('Is &lt;b&gt;this&lt;/b&gt; yours?');
    expect(mail.html).not.toMatch(/<script|<b>/);
  });

  it('keeps to the lines of mail, and is the same on every attempt', () => {
    const { raw } = composeNotice(sender, notice(), stamp);
    const text = raw.toString('latin1');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(76);
      expect(line.startsWith('.')).toBe(false);
    }
    expect(composeNotice(sender, notice(), stamp).raw.equals(raw)).toBe(true);
    expect(composeNotice(sender, notice(), { ...stamp, id: 'n2' }).raw.toString()).not.toContain(
      /Message-ID: (\S+)/.exec(text)?.[1] as string,
    );
  });

  it('is small in every language', async () => {
    for (const [lang, { change }] of await loadEveryLanguage()) {
      const paragraphs = [change.mailBody];
      const { raw } = composeNotice(sender, { ...notice(), lang, paragraphs }, stamp);
      expect(raw.length).toBeLessThan(16_000);
    }
  });
});

describe('mailing notices', () => {
  const minute = 60_000;
  const start = Date.parse('2026-12-01T08:00:00Z');
  let folder: string;
  let store: Store;
  let server: ScriptServer;
  let troubles: string[];
  let now: number;
  let begun: Notices[];
  beforeEach(async () => {
    [troubles, begun, now] = [[], [], start];
    folder = mkdtempSync(join(tmpdir(), 'pennypost-notices-'));
    store = await openStore(join(folder, 'newsletter.db'));
  });
  afterEach(async () => {
    for (const one of begun) await one.close();
    await server?.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const begin = async (script: Script = {}, signer?: ReturnType<typeof openSigner>) => {
    server = await startScriptServer(script);
    return over(openServer({ name: 'test', url: server.url }), signer);
  };
  const over = (to: Server, signer?: ReturnType<typeof openSigner>): Notices => {
    const parts = { store, server: to, sender, signer };
    const one = new Notices({ ...parts, now: () => now, onTrouble: (why) => troubles.push(why) });
    begun.push(one);
    return one;
  };
  const put = (...emails: readonly string[]) =>
    store.transaction(async (db) => {
      for (const email of emails) await putNotice(db, notice(email), now);
    });
  const send = async (notices: Notices, ...emails: readonly string[]) => {
    await put(...emails);
    notices.wake();
  };
  const heard = (what: RegExp) => server.heard.filter((line) => what.test(line)).length;
  const kept = () => store.db.selectFrom('notices').selectAll().execute();

  it('goes over one connection, one after the other, and takes leave', async () => {
    const notices = await begin();
    const emails = [1, 2, 3, 4, 5].map((i) => `ana-${i}@example.org`);
    await send(notices, ...emails);
    await until(() => heard(/^QUIT/) > 0);
    expect(server.heard.filter((line) => line.startsWith('RCPT'))).toEqual(
      emails.map((email) => expect.stringContaining(email)),
    );
    expect(heard(/^EHLO/)).toBe(1);
    expect(await notices.close()).toBe(0);
    expect([troubles, await kept()]).toEqual([[], []]);
  });

  it('says what was refused, without the address, and goes on', async () => {
    const notices = await begin({
      recipient: (email) => (email.startsWith('no') ? { rcpt: say('550 5.1.1 No such mailbox') } : {}),
    });
    await send(notices, 'no@example.org', 'yes@example.org');
    await until(() => heard(/^QUIT/) > 0);
    expect(troubles).toEqual([expect.stringContaining('refused: 550 5.1.1')]);
    expect(JSON.stringify(troubles)).not.toContain('no@example.org');
    expect(await notices.close()).toBe(0);
  });

  it('tries one that was put off again, when its time has come, as the same message', async () => {
    let tries = 0;
    const notices = await begin({
      recipient: () => {
        tries += 1;
        return tries < 3 ? { rcpt: say('450 4.2.0 Greylisted') } : {};
      },
    });
    await send(notices, 'ana@example.org');
    await until(() => heard(/^QUIT/) === 1);
    now += minute - 1;
    notices.wake();
    await until(() => heard(/^QUIT/) === 1);
    now += 1;
    notices.wake();
    await until(() => heard(/^QUIT/) === 2);
    const [{ name = '' } = {}] = await kept();
    now += 5 * minute;
    notices.wake();
    await until(() => heard(/^QUIT/) === 3);
    expect(tries).toBe(3);
    const stamp = { id: name, date: new Date(start) };
    expect(server.taken.map(({ raw }) => raw)).toEqual([
      composeNotice(sender, notice(), stamp).raw.toString(),
    ]);
    expect([troubles, await kept()]).toEqual([[], []]);
  });

  it('is tried for three days', async () => {
    const notices = await begin({ recipient: () => ({ rcpt: say('450 4.2.0 Come back later') }) });
    await put('ana@example.org');
    let tries = 0;
    for (; now < start + 3 * 24 * 60 * minute; now += 4 * 60 * minute) {
      notices.wake();
      tries += 1;
      await until(() => heard(/^QUIT/) === tries);
    }
    expect((await kept()).map((one) => one.tries)).toEqual([tries]);
    notices.wake();
    await until(() => troubles.length > 0);
    expect(troubles).toEqual([expect.stringContaining('given up')]);
    expect(await kept()).toEqual([]);
  });

  it('waits for a server that is not there, and is not taken before it is', async () => {
    server = await startScriptServer({});
    await server.close();
    const asked: number[] = [];
    const { describe: name, connect } = openServer({ name: 'test', url: server.url });
    const counting: Server = {
      ...{ name: 'test', describe: name },
      connect: (signal) => {
        asked.push(now);
        return connect(signal);
      },
    };
    const notices = over(counting);
    await send(notices, 'ana@example.org', 'bob@example.org');
    await until(() => asked.length > 0);
    expect(await notices.close()).toBe(2);
    expect(asked).toHaveLength(1);
    expect((await kept()).map(({ tries, taken_at }) => [tries, taken_at])).toEqual([
      [0, null],
      [0, null],
    ]);
  });

  it('is mailed by the next process when the first ends before it could', async () => {
    const first = await begin({ recipient: () => ({ rcpt: say('450 4.2.0 Greylisted') }) });
    await send(first, 'ana@example.org');
    await until(() => heard(/^QUIT/) === 1);
    expect(await first.close()).toBe(1);
    await server.close();
    const second = await begin();
    now += minute;
    second.wake();
    await until(() => heard(/^QUIT/) > 0);
    expect(server.taken).toHaveLength(1);
    expect(await second.close()).toBe(0);
  });

  it('is never tried again when the process that had it is gone: the server may have it', async () => {
    await put('ana@example.org');
    await store.transaction((db) => takeNotice(db, now));
    const notices = await begin();
    for (const later of [0, 59 * minute, minute]) {
      now += later;
      await send(notices, `bob-${later}@example.org`);
      await until(() => heard(new RegExp(`bob-${later}@`)) === 1);
    }
    await until(() => troubles.length > 0);
    expect(troubles).toEqual([expect.stringContaining('perhaps mailed')]);
    await notices.close();
    expect(heard(/ana@/)).toBe(0);
    expect(await kept()).toEqual([]);
  });

  it('is mailed once, however many there are who mail', async () => {
    const first = await begin();
    const second = over(openServer({ name: 'test', url: server.url }));
    const emails = Array.from({ length: 40 }, (_, i) => `ana-${i}@example.org`);
    await put(...emails);
    first.wake();
    second.wake();
    await until(() => server.taken.length >= emails.length);
    await Promise.all([first.close(), second.close()]);
    expect(heard(/^EHLO/)).toBe(2);
    expect(server.taken.map(({ to }) => String(to)).sort()).toEqual([...emails].sort());
  });

  it('nothing that is due is nothing that is mailed', async () => {
    const notices = await begin();
    await store.transaction((db) => putNotice(db, undefined, now));
    await send(notices, 'ana@example.org');
    await until(() => heard(/^QUIT/) > 0);
    expect(await notices.close()).toBe(0);
    expect([heard(/^RCPT/), await kept(), troubles]).toEqual([1, [], []]);
  });

  it('is signed where the newsletter signs', async () => {
    const keys = await makeKeys();
    const signer = openSigner({ domain: 'news.example.org', selector: 's1', key: keys.rsa });
    const notices = await begin({}, signer);
    await send(notices, 'ana@example.org');
    await until(() => heard(/^QUIT/) > 0);
    expect(server.taken[0]?.raw).toMatch(/^DKIM-Signature: [^\0]*auto-submitted/i);
  });
});
