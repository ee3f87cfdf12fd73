import type { Hono } from 'hono';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser } from '../../preview/chromium.ts';
import { pixel, type SentNewsletter, setNewsletter } from '../sent-newsletter.ts';

const home = 'https://news.example.org';

/** Everything under the newsletter's address is answered by the app; whatever else is asked for is noted. */
async function answerWith(context: BrowserContext, app: Hono): Promise<string[]> {
  const elsewhere: string[] = [];
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    if (!url.startsWith(`${home}/`)) {
      elsewhere.push(url);
      return route.abort();
    }
    const response = await app.request(url);
    const body = Buffer.from(await response.arrayBuffer());
    return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  });
  return elsewhere;
}

describe.skipIf(noBrowser !== '')(`the archive in a browser${noBrowser}`, () => {
  let browser: Browser;
  let context: BrowserContext;
  let newsletter: SentNewsletter;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
    newsletter = await setNewsletter(['a@example.org']);
    newsletter.stage.write('issues/pixel.png', pixel);
    newsletter.stage.write('issues/first.md', '---\ntitle: The first\n---\nWords.\n');
    newsletter.stage.write('issues/hello.md', '---\ntitle: Hello\n---\nWords.\n\n![A pixel](pixel.png)\n');
    await newsletter.send('first');
    await newsletter.send('hello');
  });
  afterAll(async () => {
    await browser.close();
    await newsletter.strike();
  });
  beforeEach(() => faults.splice(0));
  afterEach(() => context.close());

  const open = async (
    app: Hono,
    path: string,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Page> => {
    context = await browser.newContext(options);
    const elsewhere = await answerWith(context, app);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(home + path);
    faults.push(...elsewhere);
    return page;
  };

  it.each([true, false])(
    'is read from the index to an issue and on, with scripts: %s',
    async (javaScriptEnabled) => {
      await newsletter.site(async (app) => {
        const page = await open(app, '/issues', { javaScriptEnabled });
        await page.getByRole('link', { name: 'Hello', exact: true }).click();
        await page.getByRole('heading', { level: 1, name: 'Hello' }).waitFor();
        expect(await page.evaluate("document.querySelector('img').naturalWidth")).toBe(1);
        await page.getByRole('link', { name: 'Older The first' }).click();
        await page.getByRole('heading', { level: 1, name: 'The first' }).waitFor();
        expect(await page.getByRole('main').count()).toBe(1);
        expect(faults).toEqual([]);
      });
    },
  );

  it('shares by the browser where it can', async () => {
    await newsletter.site(async (app) => {
      const page = await open(app, '/issues');
      await page.addInitScript('navigator.share = async (what) => { window.shared = what; }');
      await page.goto(`${home}/forward/hello`);
      await page.getByRole('button', { name: 'Share' }).click();
      expect(await page.evaluate('window.shared')).toEqual({ title: 'Hello', url: `${home}/issues/hello` });
      expect(faults).toEqual([]);
    });
  });

  it('hands an address on by a button, and without scripts by a field that can be selected', async () => {
    await newsletter.site(async (app) => {
      const permissions = ['clipboard-read', 'clipboard-write'];
      const page = await open(app, '/forward/hello', { permissions });
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('status').getByText('Copied').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${home}/issues/hello`);
      expect(faults).toEqual([]);
      await context.close();
      const plain = await open(app, '/forward/hello', { javaScriptEnabled: false });
      expect(await plain.getByRole('button').count()).toBe(0);
      expect(await plain.getByLabel('Address of this issue').inputValue()).toBe(`${home}/issues/hello`);
      await plain.getByRole('link', { name: 'Write a mail' }).waitFor();
    });
  });
});
