import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { composeNotice } from '../src/message/notice.ts';
import { loadTheme } from '../src/render/theme/load-theme.ts';
import { startSite } from '../src/web/public/serve.ts';
import { openSite } from '../tests/web/public/open-site.ts';

/**
 * Pictures of the public pages and of the mail that confirms an address, made with Chromium with scripts off:
 * `npx tsx scripts/page-pictures.ts` writes them to docs/pictures/pages; a folder behind it is another place.
 */

const into = process.argv[2] ?? 'docs/pictures/pages';
const views = [
  { name: 'desktop-light', lang: 'en', width: 760, colorScheme: 'light' },
  { name: 'phone-dark', lang: 'en', width: 390, colorScheme: 'dark' },
  { name: 'phone-rtl', lang: 'ar', width: 390, colorScheme: 'light' },
] as const;

await mkdir(into, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
for (const view of views) await photograph(browser, view);
await browser.close();

async function photograph(
  browser: Browser,
  { name, lang, width, colorScheme }: (typeof views)[number],
): Promise<void> {
  const open = await openSite({ lang });
  const served = await startSite(open.site, { host: '127.0.0.1', port: 0 });
  const context = await browser.newContext({
    viewport: { width, height: 640 },
    colorScheme,
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  const take = (what: string) => page.screenshot({ path: join(into, `${what}-${name}.png`), fullPage: true });
  const { page: token } = open.tokens(open.ana);
  await page.goto(`${served.address}/p/${token}`);
  await page.fill('#email', 'ana@example.com');
  await page.click('form[action$="/address"] button');
  await take('preferences');
  await page.goto(`${served.address}/u/${token}`);
  await take('unsubscribe');
  await page.click('form button');
  await take('goodbye');
  // On a page of its own: this one would keep the policy that lets no other style in.
  const mail = await context.newPage();
  await showMail(mail, open.mailed[0]);
  await mail.screenshot({ path: join(into, `address-mail-${name}.png`), fullPage: true });
  await context.close();
  await served.close();
  await open.close();
}

async function showMail(page: Page, notice: Parameters<typeof composeNotice>[1] | undefined): Promise<void> {
  if (!notice) throw new Error('no mail went out');
  const { data } = await loadTheme([]);
  const from = { name: 'News + Notes', address: notice.to };
  const sender = {
    newsletter: 'News + Notes',
    from,
    bounces: notice.to,
    postalAddress: 'PO Box 1',
    look: data,
  };
  const { raw } = composeNotice(sender, notice, { id: 'picture', date: new Date(0) });
  const { default: PostalMime } = await import('postal-mime');
  await page.setContent((await PostalMime.parse(raw)).html ?? '');
}
