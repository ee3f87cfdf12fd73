import { rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser } from './chromium.ts';
import { ask, deliver, htmlMail, issueText, type Served, serve } from './served.ts';

const letter = '/issues/2026-11-20-letter.md';
const long = Array.from({ length: 80 }, (_, i) => `Paragraph ${i} of a long letter.`).join('\n\n');

describe.skipIf(noBrowser !== '')(`in a browser${noBrowser}`, () => {
  let browser: Browser;
  let page: Page;
  let served: Served;
  let faults: string[];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    served = await serve({ 'issues/2026-11-20-letter.md': issueText(`Before.\n\n${long}`) });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
  });
  afterEach(async () => {
    await page.close();
    await served.close();
  });

  const desktop = () => page.frameLocator('#desktop');
  const phone = () => page.frameLocator('#phone');
  const scrolled = () => page.evaluate('document.getElementById("desktop").contentWindow.scrollY');
  const save = (text: string, more?: string) =>
    served.write('issues/2026-11-20-letter.md', issueText(text, more));

  it('a save changes the page in its place, and its text stays where it was', async () => {
    await page.goto(served.preview.url);
    await desktop().getByText('Before.').waitFor();
    await page.evaluate('document.getElementById("desktop").contentWindow.scrollTo(0, 700)');
    expect(await scrolled()).toBe(700);
    save(`After.\n\n${long}`, 'subject: Something else\n');
    await desktop().getByText('After.').waitFor({ state: 'attached' });
    await phone().getByText('After.').waitFor({ state: 'attached' });
    expect(await scrolled()).toBe(700);
    await page.locator('.inbox').getByText('Something else').waitFor();
    expect(await page.locator('iframe').count()).toBe(2);
    expect(faults).toEqual([]);
  });

  it('a finding leads to its block in the mail', async () => {
    served.write('issues/2026-11-20-letter.md', issueText(`${long}\n\nSee [this](/about).\n\n${long}`));
    await page.goto(`${served.preview.url}${letter}?view=findings`);
    await page.getByText('link/relative').waitFor();
    await page.getByRole('link', { name: 'Show it in the mail' }).click();
    await desktop().getByText('See this').waitFor();
    await expect.poll(scrolled).toBeGreaterThan(1000);
    const seen = await desktop().getByText('See this').boundingBox();
    expect(seen?.y).toBeGreaterThan(0);
    expect(seen?.y).toBeLessThan(800);
    expect(faults).toEqual([]);
  });

  it('many saves in a row end with the last one', async () => {
    await page.goto(served.preview.url);
    await desktop().getByText('Before.').waitFor();
    for (let i = 0; i <= 30; i += 1) {
      save(`Save ${i}.`);
      await new Promise((then) => setTimeout(then, 20));
    }
    await desktop().getByText('Save 30.').waitFor();
    await expect.poll(() => page.locator('iframe').count()).toBe(2);
    expect(faults).toEqual([]);
  });

  it('a tab that nobody sees leaves its connection to others, and is of now when it is seen again', async () => {
    const setHidden = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await page.goto(served.preview.url);
    await desktop().getByText('Before.').waitFor();
    await setHidden(true);
    save('After.');
    await expect.poll(async () => (await ask(served, `${letter}/html`)).text).toContain('After.');
    expect(await desktop().getByText('Before.').count()).toBe(1);
    await setHidden(false);
    await desktop().getByText('After.').waitFor();
    expect(faults).toEqual([]);
  });

  it('a fault is shown beside the last good rendering, and goes', async () => {
    await page.goto(served.preview.url);
    await desktop().getByText('Before.').waitFor();
    served.write('templates/blocks/text.mjml.hbs', '<mj-text>{{#if x}}</mj-text>');
    await page.locator('.fault').getByText('templates/blocks/text.mjml.hbs:1').waitFor();
    await desktop().getByText('Before.').waitFor();
    rmSync(join(served.folder, 'templates/blocks/text.mjml.hbs'));
    await page.locator('.fault').waitFor({ state: 'detached' });
    save('After.');
    await desktop().getByText('After.').waitFor();
  });

  it('the first rendering comes by itself when a fault kept it away', async () => {
    served.write('templates/blocks/text.mjml.hbs', '<mj-text>{{#if x}}</mj-text>');
    await expect.poll(async () => (await ask(served, letter)).text).toContain('class="fault"');
    await served.preview.close();
    const { startPreview } = await import('../../../src/web/preview/preview.ts');
    const { folder, outbox } = served;
    const preview = await startPreview({ folder, outbox, issue: undefined, port: 0, onBug: () => undefined });
    await page.goto(preview.url);
    await page.locator('.fault').waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    rmSync(join(folder, 'templates/blocks/text.mjml.hbs'));
    await desktop().getByText('Before.').waitFor();
    await preview.close();
    await page.locator('#lost').waitFor();
  });

  it('mail appears in the outbox as it comes, and the outbox is cleared from the keyboard', async () => {
    await page.goto(`${served.preview.url}/outbox`);
    await page.getByText('The outbox is empty').waitFor();
    await deliver(served, [{ to: 'jane@example.org', raw: htmlMail('Hello Jane', '<h1>Dear Jane</h1>') }]);
    await page.getByText('Hello Jane').waitFor();
    await page.getByText('Hello Jane').click();
    await page.frameLocator('#message').getByText('Dear Jane').waitFor();
    await page.goto(`${served.preview.url}/outbox`);
    await page.locator('#clear-ask summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The outbox is empty').waitFor();
  });

  it('every control can be reached with the keyboard, in the order it is read', async () => {
    served.write('issues/2026-11-20-letter.md', issueText('Dear {{first_name|friend}}.'));
    await expect.poll(async () => (await ask(served, letter)).text).toContain('id="reader"');
    await page.goto(served.preview.url);
    const reached: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press('Tab');
      reached.push(String(await page.evaluate('document.activeElement.textContent.trim()')));
    }
    const wanted = [
      'Skip to the content',
      'Outbox 0',
      'Mail',
      'Text',
      'Findings',
      'Both',
      'Desktop',
      'Phone',
    ];
    expect(reached.filter((text) => wanted.includes(text))).toEqual(wanted);
    await page.locator('#reader').selectOption('unknown');
    await desktop().getByText('Dear friend.').waitFor();
    expect(page.url()).toContain('reader=unknown');
  });

  describe('a hostile mail', () => {
    let trap: Server;
    let calls: number;
    let trapUrl: string;

    beforeEach(async () => {
      calls = 0;
      trap = createServer((socket) => {
        calls += 1;
        socket.on('error', () => undefined).end('HTTP/1.1 204 No Content\r\n\r\n');
      });
      await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
      trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    });
    afterEach(() => trap.close());

    const hostile = () => `<html><head><title>x</title>
<link rel="preconnect" href="${trapUrl}"><link rel="dns-prefetch" href="${trapUrl}">
<link rel="stylesheet" href="${trapUrl}/a.css"><link rel="prefetch" href="${trapUrl}/p">
<meta http-equiv="refresh" content="0;url=${trapUrl}/refresh">
<base href="${trapUrl}/"><style>@import "${trapUrl}/i.css"; @font-face{font-family:f;src:url(${trapUrl}/f)} body{font-family:f;background:url(${trapUrl}/b.png)}</style></head>
<body onload="top.document.title='owned'">
<script>top.document.title='owned'; fetch('${trapUrl}')</script><script src="${trapUrl}/s.js"></script>
<img src=x onerror="top.document.title='owned'"><img src="${trapUrl}/x.png"><img srcset="${trapUrl}/y.png 1x">
<svg onload="top.document.title='owned'"><image href="${trapUrl}/z.png"/><script>top.document.title='owned'</script></svg>
<iframe src="${trapUrl}/frame"></iframe><iframe srcdoc="<script>top.document.title='owned'</script>"></iframe>
<object data="${trapUrl}/o"></object><embed src="${trapUrl}/e"><video poster="${trapUrl}/v" src="${trapUrl}/v.mp4" autoplay></video>
<form action="${trapUrl}/form"><input name=q autofocus onfocus="top.document.title='owned'"><button id="send">Send</button></form>
<a id="js" href="javascript:top.document.title='owned'">js</a><a id="js-self" target="_self" href="javascript:top.document.title='owned'">js</a>
<a id="top" target="_top" href="${trapUrl}/top">top</a><a id="self" target="_self" href="${trapUrl}/self">self</a>
<details open ontoggle="top.document.title='owned'">d</details><p>The end</p></body></html>`;

    it('does all of it where nothing holds it back', async () => {
      const bare = createHttpServer((_, answer) => {
        answer.setHeader('content-type', 'text/html').end(hostile().replace(/<meta[^>]*>/, ''));
      });
      await new Promise<void>((done) => bare.listen(0, '127.0.0.1', done));
      await page.goto(`http://127.0.0.1:${(bare.address() as AddressInfo).port}`, { waitUntil: 'commit' });
      await expect.poll(() => calls).toBeGreaterThan(3);
      await expect.poll(() => page.title()).toBe('owned');
      bare.close();
      bare.closeAllConnections();
    });

    it('is shown in the outbox, runs nothing and calls nobody', async () => {
      await deliver(served, [
        { to: 'jane@example.org', raw: htmlMail('<script>alert(1)</script>', hostile()) },
      ]);
      await page.goto(`${served.preview.url}/outbox`);
      await page.getByText('<script>alert(1)</script>').click();
      const mail = page.frameLocator('#message');
      await mail.getByText('The end').waitFor();
      const title = await page.title();
      const address = page.url();
      for (const id of ['send', 'js', 'js-self']) {
        await mail
          .locator(`#${id}`)
          .click({ timeout: 1000, noWaitAfter: true })
          .catch(() => undefined);
      }
      await new Promise((then) => setTimeout(then, 1000));
      expect(calls).toBe(0);
      expect(await page.title()).toBe(title);
      expect(page.url()).toBe(address);
      await page.goto(`${address}?view=source`);
      await page.getByText('top.document.title').first().waitFor();
      expect(await page.title()).toBe(title);
      expect(calls).toBe(0);
    });

    it('opened alone, without our page around it, does no more', async () => {
      await deliver(served, [{ to: 'jane@example.org', raw: htmlMail('Hostile', hostile()) }]);
      const [, address = ''] = /href="(\/outbox\/\d[^"]+)"/.exec((await ask(served, '/outbox')).text) ?? [];
      await page.goto(`${served.preview.url}${address}/html`);
      await page.getByText('The end').waitFor();
      await new Promise((then) => setTimeout(then, 500));
      expect(await page.title()).toBe('x');
      expect(calls).toBe(0);
    });

    it('written as an issue is as harmless, in the mail and among the findings', async () => {
      const text = hostile().replaceAll('\n', ' ');
      save(
        `<script>top.document.title='owned'</script>\n\n${text}\n\n![A picture](${trapUrl}/remote.png)\n\nThe last line`,
      );
      await expect.poll(async () => (await ask(served, `${letter}/html`)).text).toContain('The last line');
      await page.goto(`${served.preview.url}${letter}?view=findings`);
      await page.getByText('html/').first().waitFor();
      await page.goto(`${served.preview.url}${letter}`);
      await desktop().getByText('The last line').waitFor();
      expect(await page.title()).toBe('A letter · News + Notes');
      expect(calls).toBe(0);
    });

    it('a link that is clicked opens a tab of its own, which knows nothing of the preview', async () => {
      const elsewhere = `${served.preview.url.replace('127.0.0.1', 'localhost')}/assets/icon.svg`;
      const targets = ['named', '_self', '_top', '_parent'];
      const links = targets.map(
        (target) => `<a id="${target}" target="${target}" href="${elsewhere}">Go on</a>`,
      );
      const raw = htmlMail('Link', links.join('<p>'));
      await deliver(served, [{ to: 'jane@example.org', raw }]);
      await page.goto(`${served.preview.url}/outbox`);
      await page.locator('.messages a').click();
      const address = page.url();
      for (const target of targets) {
        const opened = page.context().waitForEvent('page');
        await page.frameLocator('#message').locator(`#${target}`).click();
        const tab = await opened;
        await tab.waitForURL(elsewhere);
        expect(await tab.evaluate('window.opener === null && document.referrer === ""')).toBe(true);
        await tab.close();
      }
      expect(page.url()).toBe(address);
    });
  });
});
