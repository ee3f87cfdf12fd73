import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listOutbox } from '../../../src/smtp/outbox-mail.ts';
import { ask, deliver, htmlMail, issueText, type Served, seed, serve } from './served.ts';

let served: Served;
let host: string;

beforeAll(async () => {
  served = await serve({
    'issues/2026-11-20-letter.md': issueText(
      '![Out](../../outside.png)\n\n![Link](link.png)\n\n::include{file=../../outside.md}',
    ),
    'secret.txt': 'secret words',
    'secret.md': issueText('secret words'),
  });
  host = new URL(served.preview.url).host;
  for (const name of ['outside.png', 'outside.md'])
    writeFileSync(join(served.folder, '..', name), 'secret words');
  symlinkSync(join(served.folder, '..', 'outside.png'), join(served.folder, 'issues', 'link.png'));
});
afterAll(() => served.close());

describe('who may ask', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST'])('%s with our port', async (name) => {
    const headers = { host: `${name}:${new URL(served.preview.url).port}` };
    expect((await ask(served, `/issues/${seed}`, { headers })).status).toBe(200);
  });

  it.each([
    'news.example.org',
    'localhost',
    '127.0.0.1:1',
    'localhost.example.org:PORT',
    'localhost.:PORT',
    '127.0.0.1.example.org:PORT',
    '0.0.0.0:PORT',
    'evil@127.0.0.1:PORT',
  ])('not “%s”', async (name) => {
    const headers = { host: name.replace('PORT', new URL(served.preview.url).port) };
    for (const path of ['/', `/issues/${seed}`, '/outbox', '/live', '/assets/preview.js']) {
      const { status, text } = await ask(served, path, { headers });
      expect([400, 403]).toContain(status);
      expect(text).not.toContain('News + Notes');
    }
  });
});

describe('every answer', () => {
  it.each(['/', `/issues/${seed}`, `/issues/${seed}/html`, '/outbox', '/nowhere', '/assets/preview.css'])(
    '%s is kept nowhere, sniffed by nobody and framed by no other site',
    async (path) => {
      const { headers } = await ask(served, path);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors '(none|self)'/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it('names no other machine in the page’s own files', async () => {
    for (const path of [`/issues/${seed}?view=findings`, '/assets/preview.css', '/assets/preview.js']) {
      const { text } = await ask(served, path);
      expect(text.replaceAll('https://news.example.org', '')).not.toMatch(/https?:\/\//);
    }
  });
});

describe('clearing the outbox', () => {
  const token = async () =>
    /name="token" value="([^"]+)"/.exec((await ask(served, '/outbox')).text)?.[1] ?? '';
  const total = async () => (await listOutbox(served.outbox)).total;
  const post = (headers: Record<string, string>, body: string) =>
    ask(served, '/outbox/clear', { method: 'POST', headers, body });

  it('is done for our own page, with its token, and for nobody else', async () => {
    await deliver(served, [{ to: 'jane@example.org', raw: htmlMail('Hello', 'Hello') }]);
    const right = `token=${await token()}`;
    const origin = `http://${host}`;
    const refused = [
      await post({}, right),
      await post({ origin: 'null' }, right),
      await post({ origin: 'https://news.example.org' }, right),
      await post({ origin: 'http://127.0.0.1:1' }, right),
      await post({ origin, host: 'news.example.org' }, right),
      await post({ origin }, ''),
      await post({ origin }, 'token='),
      await post({ origin }, `${right}x`),
      await post({ origin }, `token=${'x'.repeat(32)}`),
      await post({ origin }, `${right}&${'x'.repeat(20_000)}`),
      await ask(served, `/outbox/clear?${right}`, { headers: { origin } }),
    ];
    for (const { status } of refused) expect([403, 404, 413]).toContain(status);
    expect(await total()).toBe(1);
    expect((await post({ origin }, right)).status).toBe(303);
    expect(await total()).toBe(0);
  });
});

describe('nothing outside is served', () => {
  it.each([
    '/issues/..%2Fsecret.txt',
    '/issues/..%2fsecret.md/html',
    '/issues/%2e%2e/secret.md',
    '/issues/../secret.md',
    '/issues/secret.md',
    `/issues/${seed}/pictures/..%2f..%2fsecret.txt`,
    `/issues/${seed}/pictures/link.png`,
    '/issues/2026-11-20-letter.md/pictures/link.png',
    '/issues/2026-11-20-letter.md/pictures/missing',
    '/assets/..%2fapp.ts',
    '/assets/../app.ts',
    '/assets/constructor',
    '/outbox/..%2f..%2fsecret',
    '/outbox/..%2f..%2fsecret.txt/message.eml',
    '/newsletter.yaml',
    '/.env',
    '//etc/passwd',
  ])('%s', async (path) => {
    const { status, text } = await ask(served, path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('secret words');
  });

  it('also not as a picture or an included file of an issue', async () => {
    const { text } = await ask(served, '/issues/2026-11-20-letter.md/html');
    expect(text).not.toContain('secret words');
    expect(text).not.toMatch(/\/pictures\//);
    const findings = await ask(served, '/issues/2026-11-20-letter.md?view=findings');
    expect(findings.text.match(/image\/missing|include\/missing/g)).toHaveLength(3);
  });
});
