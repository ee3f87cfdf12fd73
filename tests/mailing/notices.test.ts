import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Notices } from '../../src/mailing/notices.ts';
import { makeKeys } from '../../src/message/dkim/make-keys.ts';
import { openSigner } from '../../src/message/dkim/signer.ts';
import { composeNotice, type Notice, type NoticeSender } from '../../src/message/notice.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { openServer } from '../../src/smtp/transport.ts';
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
  let server: ScriptServer;
  let troubles: string[];
  let now: number;
  beforeEach(() => {
    troubles = [];
    now = Date.parse('2026-12-01T08:00:00Z');
  });
  afterEach(() => server.close());
  const begin = async (script: Script = {}, signer?: ReturnType<typeof openSigner>) => {
    server = await startScriptServer(script);
    const parts = { server: openServer({ name: 'test', url: server.url }), sender, signer, now: () => now };
    return new Notices({ ...parts, onTrouble: (why) => troubles.push(why) });
  };
  const heard = (what: RegExp) => server.heard.filter((line) => what.test(line)).length;

  it('goes over one connection, one after the other, and takes leave', async () => {
    const notices = await begin();
    for (let i = 0; i < 5; i += 1) notices.send(notice(`ana-${i}@example.org`));
    await until(() => heard(/^QUIT/) > 0);
    expect(heard(/^RCPT/)).toBe(5);
    expect(heard(/^EHLO/)).toBe(1);
    expect(await notices.close()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it('says what was refused, without the address, and goes on', async () => {
    const notices = await begin({
      recipient: (email) => (email.startsWith('no') ? { rcpt: say('550 5.1.1 No such mailbox') } : {}),
    });
    notices.send(notice('no@example.org'));
    notices.send(notice('yes@example.org'));
    await until(() => heard(/^QUIT/) > 0);
    expect(troubles).toEqual([expect.stringContaining('refused: 550 5.1.1')]);
    expect(JSON.stringify(troubles)).not.toContain('no@example.org');
    await notices.close();
  });

  it('tries one that was put off again, when its time has come', async () => {
    let tries = 0;
    const notices = await begin({
      recipient: () => {
        tries += 1;
        return tries === 1 ? { rcpt: say('450 4.2.0 Greylisted') } : {};
      },
    });
    notices.send(notice());
    await until(() => heard(/^QUIT/) === 1);
    notices.send(notice('bob@example.org'));
    await until(() => heard(/^QUIT/) === 2);
    expect(tries).toBe(2);
    now += 60_000;
    notices.send(notice('eve@example.org'));
    await until(() => heard(/^RCPT TO:<ana@/) === 2);
    await notices.close();
    expect(troubles).toEqual([]);
  });

  it('counts what waits when it ends', async () => {
    const notices = await begin({ recipient: () => ({ rcpt: say('450 4.2.0 Greylisted') }) });
    notices.send(notice());
    await until(() => heard(/^QUIT/) === 1);
    expect(await notices.close()).toBe(1);
  });

  it('is signed where the newsletter signs', async () => {
    const keys = await makeKeys();
    const signer = openSigner({ domain: 'news.example.org', selector: 's1', key: keys.rsa });
    const notices = await begin({}, signer);
    notices.send(notice());
    await until(() => heard(/^QUIT/) > 0);
    expect(server.taken[0]?.raw).toMatch(/^DKIM-Signature: [^\0]*auto-submitted/i);
    await notices.close();
  });
});
