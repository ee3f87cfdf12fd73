import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { fill } from '../src/render/fill.ts';
import { renderIssue } from '../src/render/render-issue.ts';
import { loadTheme } from '../src/render/theme/load-theme.ts';
import { everyone, kitchenSink, rightToLeft, seed, setting } from '../tests/render/sample-issues.ts';

/**
 * Pictures of rendered issues, made with Chromium. `npx tsx scripts/pictures.ts` writes those of the seed issue
 * to docs/pictures; with a folder behind it, those of every sample, to look at.
 */

const windows = { desktop: 900, phone: 390 } as const;
const schemes = ['light', 'dark'] as const;
const chromiumSwitches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Stands for every picture that travels in the mail. */
const landscape = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="600">' +
    '<rect width="1080" height="600" fill="#d9cbb8"/><circle cx="800" cy="210" r="70" fill="#f3e3c3"/>' +
    '<path d="M0 420 270 250 480 400 700 300 1080 440V600H0z" fill="#8d8a86"/>' +
    '<path d="M0 500 320 430 640 500 1080 460V600H0z" fill="#4f5659"/></svg>',
)}`;

const [folder] = process.argv.slice(2);
const pages: Record<string, string> = { 'failing-at-therapy': await htmlOf(seed) };
if (folder !== undefined) {
  const everything = await htmlOf(kitchenSink);
  pages['everything'] = everything.replace(/cid:[^"]*/g, landscape);
  pages['images-off'] = everything;
  pages['right-to-left'] = await htmlOf(rightToLeft);
}
await photographAll(pages, folder ?? 'docs/pictures');

async function htmlOf(issue: typeof seed): Promise<string> {
  const rendered = await renderIssue(issue, await loadTheme(['templates']), setting, everyone);
  return fill(rendered.html, {
    email: 'ana@example.org',
    fields: { first_name: 'Ana' },
    unsubscribe: 'https://news.example.org/u/sample',
  });
}

async function photographAll(htmlByName: Readonly<Record<string, string>>, into: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'pictures-'));
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumSwitches });
  await mkdir(into, { recursive: true });
  try {
    for (const [name, html] of Object.entries(htmlByName)) {
      const page = join(work, `${name}.html`);
      await writeFile(page, html);
      await photograph(browser, page, join(into, name));
    }
  } finally {
    await browser.close();
    await rm(work, { recursive: true });
  }
}

async function photograph(browser: Browser, page: string, into: string): Promise<void> {
  for (const [window, width] of Object.entries(windows)) {
    for (const colorScheme of schemes) {
      const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      await tab.goto(pathToFileURL(page).href);
      await tab.screenshot({ path: `${into}-${window}-${colorScheme}.png`, fullPage: true });
      await tab.close();
    }
  }
}
