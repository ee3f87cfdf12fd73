import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Served, startSite } from '../../../src/web/public/serve.ts';
import { noBrowser, openBrowser } from '../preview/chromium.ts';
import { type OpenSite, openSite } from './open-site.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Fault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe has against a page, of whatever weight. It comes in by the debugger, as the page lets no script in. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const faults = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Fault[];
  return faults.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe.skipIf(noBrowser !== '')(`the pages in a browser${noBrowser}`, () => {
  let browser: Browser;
  let open: OpenSite;
  let served: Served;
  const begin = async (lang: string): Promise<void> => {
    open = await openSite({ lang });
    served = await startSite(open.site, { host: '127.0.0.1', port: 0 });
  };
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await served.close();
    await open.close();
  });

  describe('with scripts off', () => {
    let page: Page;
    let asked: string[];
    beforeEach(async () => {
      await begin('en');
      const context = await browser.newContext({ javaScriptEnabled: false });
      page = await context.newPage();
      asked = [];
      page.on('request', (request) => asked.push(request.url()));
    });
    afterEach(async () => {
      expect(asked.filter((url) => !url.startsWith(served.address))).toEqual([]);
      expect(await page.context().cookies()).toEqual([]);
      await page.context().close();
    });

    it('somebody unsubscribes, takes it back, unsubscribes, and says why, by the keyboard', async () => {
      const { page: token } = open.tokens(open.ana);
      const enter = async (name: string): Promise<void> => {
        await page.getByRole('button', { name, exact: true }).focus();
        await page.keyboard.press('Enter');
      };
      await page.goto(`${served.address}/u/${token}`);
      await enter('Unsubscribe');
      await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
      expect(await open.state(open.ana)).toBe('unsubscribed');
      await enter('Subscribe me again');
      await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
      expect(await open.state(open.ana)).toBe('active');
      await page.goto(`${served.address}/u/${token}`);
      await enter('Unsubscribe');
      await page.getByLabel('Too many mails').check();
      await page.getByLabel('In a word').fill('Goodbye');
      await enter('Tell the author');
      await page.getByRole('status').getByText('Thank you').waitFor();
      expect(await open.everything()).toContain('Goodbye');
    });

    it('somebody leaves a list, pauses and asks for another address', async () => {
      await page.goto(`${served.address}/u/${open.tokens(open.ana).page}`);
      await page.getByRole('link', { name: 'Change what you get instead' }).click();
      await page.getByRole('button', { name: 'Leave: press' }).click();
      await page.getByRole('button', { name: 'Come back: press' }).waitFor();
      await page.getByRole('button', { name: 'Two weeks' }).click();
      await page.getByRole('button', { name: 'End the pause' }).waitFor();
      await page.getByLabel('New address').fill('new@example.org');
      await page.getByRole('button', { name: 'Change the address' }).click();
      await page.getByRole('status').getByText('on its way').waitFor();
      expect(open.mailed.map(({ to }) => to)).toEqual(['new@example.org']);
      expect([await open.state(open.ana), await open.state(open.ana, open.lists[1])]).toEqual([
        'active',
        'unsubscribed',
      ]);
    });
  });

  it.each([
    ['en', 'light'],
    ['en', 'dark'],
    ['de', 'light'],
    ['es', 'dark'],
    ['ar', 'light'],
    ['ar', 'dark'],
  ] as const)('axe finds nothing, and nothing is wider than a phone: %s, %s', async (lang, colorScheme) => {
    await begin(lang);
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    const { page: token } = open.tokens(open.ana);
    const look = async (): Promise<void> => {
      expect(await faultsOf(page), page.url()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      expect(await page.evaluate('document.documentElement.dir')).toBe(lang === 'ar' ? 'rtl' : 'ltr');
    };
    const visit = async (path: string): Promise<void> => {
      await page.goto(served.address + path);
      await look();
    };
    const press = async (selector: string): Promise<void> => {
      await Promise.all([page.waitForEvent('load'), page.click(selector)]);
      await look();
    };
    await visit(`/p/${token}`);
    await press('button[value="2w"]');
    await page.fill('#email', 'new@example.org');
    await press('form[action$="/address"] button');
    await visit(new URL(open.mailed[0]?.action?.url ?? '').pathname);
    await press('form button');
    await visit(`/u/${token}`);
    await press('form button');
    await press('form[action$="/back"] button');
    await press('main a');
    await visit(`/p/${token}`);
    for (let i = 0; i < 2; i += 1) await press('form[action$="/leave"] button');
    await visit('/u/nothing');
    await page.goto(`${served.address}/nowhere`);
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
  });

  it('a page is small, and asks for nothing but itself', async () => {
    await begin('en');
    for (const path of [`/u/${open.tokens(open.ana).page}`, `/p/${open.tokens(open.ana).page}`, '/nowhere']) {
      expect((await (await fetch(served.address + path)).arrayBuffer()).byteLength).toBeLessThan(12_000);
    }
  });
});
