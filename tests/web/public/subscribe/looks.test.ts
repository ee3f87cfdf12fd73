import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Served, startSite } from '../../../../src/web/public/serve.ts';
import { proxiesOf } from '../../../../src/web/public/subscribe/visitor-address.ts';
import { noBrowser, openBrowser } from '../../preview/chromium.ts';
import { type OpenSite, openSite } from '../open-site.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(noBrowser !== '')(`the pages of joining${noBrowser}`, () => {
  let browser: Browser;
  let open: OpenSite;
  let served: Served;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await served.close();
    await open.close();
  });

  it.each([
    ['en', 'light'],
    ['de', 'dark'],
    ['es', 'light'],
    ['ar', 'dark'],
  ] as const)('axe finds nothing, and nothing is wider than a phone: %s, %s', async (lang, colorScheme) => {
    open = await openSite({
      lang,
      signUp: {
        lists: ['readers', 'press'],
        fields: [
          { name: 'first_name', label: undefined, required: false },
          { name: 'city', label: 'City', required: true },
        ],
        doubleOptIn: true,
        wording: undefined,
        privacy: 'https://news.example.org/privacy',
        welcome: undefined,
        limits: { network: 20, overall: 100 },
        isProxy: proxiesOf([]),
        origins: [],
      },
    });
    served = await startSite(open.site, { host: '127.0.0.1', port: 0 });
    const context = await browser.newContext({
      colorScheme,
      locale: lang,
      viewport: { width: 320, height: 640 },
    });
    const page = await context.newPage();
    const look = async (name: string): Promise<void> => {
      await page.evaluate(axe);
      const faults = (await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
      )) as string[];
      expect(faults, name).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(320);
      expect(await page.evaluate('document.documentElement.dir')).toBe(lang === 'ar' ? 'rtl' : 'ltr');
      const folder = process.env['PICTURES'];
      if (folder) await page.screenshot({ path: `${folder}/${lang}-${name}.png`, fullPage: true });
    };
    const press = async (selector: string, name: string): Promise<void> => {
      await Promise.all([page.waitForEvent('load'), page.click(selector)]);
      await look(name);
    };
    await page.goto(`${served.address}/subscribe`);
    await look('form');
    await page.fill('#email', 'zoe@example.net');
    await page.fill('#field-city', '<Bern>');
    await press('main button', 'once-more');
    open.now += 5_000;
    await press('main button', 'faulty');
    open.now += 5_000;
    await page.fill('#field-city', 'Bern');
    await page.check('input[name="list-readers"]');
    await press('main button', 'asked');
    await page.goto(served.address + new URL(open.mailed[0]?.action?.url ?? '').pathname);
    await look('confirm');
    await press('main button', 'welcome');
    await page.goto(served.address + new URL(open.mailed[0]?.action?.url ?? '').pathname);
    await look('gone');
    await context.close();
    expect(open.bugs).toEqual([]);
  });
});
