import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { noFiles } from '../src/issue/files.ts';
import { readIssue } from '../src/issue/read.ts';
import { fill } from '../src/render/fill.ts';
import { renderIssue } from '../src/render/render-issue.ts';
import { loadTheme } from '../src/render/theme/load-theme.ts';
import { everyone, kitchenSink, rightToLeft, setting } from '../tests/render/sample-issues.ts';

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
const pages: Record<string, string> = { 'failing-at-therapy': await htmlOf(await seed()) };
if (folder !== undefined) {
  const everything = await htmlOf(kitchenSink);
  pages['everything'] = everything.replace(/cid:[^"]*/g, landscape);
  pages['images-off'] = everything;
  pages['right-to-left'] = await htmlOf(rightToLeft);
}
await photographAll(pages, folder ?? 'docs/pictures');

async function seed(): Promise<typeof kitchenSink> {
  const file = 'issues/2016-10-24-failing-at-therapy.md';
  return readIssue({ file, text: await readFile(file, 'utf8') }, noFiles).issue;
}

async function htmlOf(issue: typeof kitchenSink): Promise<string> {
  const rendered = await renderIssue(
    issue,
    await loadTheme(['templates']),
    { ...setting, typography: true },
    everyone,
  );
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
    if (folder === undefined) await photographPair(browser, work, into);
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

/** The picture of the README: the beginning of the issue on a desktop by day, and on a phone by night. */
async function photographPair(browser: Browser, work: string, into: string): Promise<void> {
  const shown = (name: string): string => pathToFileURL(resolve(into, `failing-at-therapy-${name}.png`)).href;
  const page = join(work, 'pair.html');
  await writeFile(
    page,
    `<!doctype html><style>
      body { margin: 0; padding: 48px; display: flex; gap: 40px; align-items: flex-end; justify-content: center; background: #e9e4da }
      div { overflow: hidden; border-radius: 14px; box-shadow: 0 12px 40px #3a302233, 0 1px 3px #3a302244; height: 860px }
      .phone { height: 780px; border-radius: 34px; border: 8px solid #1a1816 }
      img { display: block }
    </style>
    <div><img src="${shown('desktop-light')}" width="760"></div>
    <div class="phone"><img src="${shown('phone-dark')}" width="360"></div>`,
  );
  const tab = await browser.newPage({ viewport: { width: 1300, height: 956 } });
  await tab.goto(pathToFileURL(page).href);
  await tab.screenshot({ path: join(into, 'pair.png') });
  await tab.close();
}
