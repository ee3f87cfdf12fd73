import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInThemes } from '../../src/render/theme/built-in.ts';
import { emptyFolder, pennypost } from '../cli/pennypost.ts';
import { noBrowser, openBrowser } from '../web/preview/chromium.ts';
import { inspect, settings } from './bench.ts';

const issues = {
  'the sample issue': readFileSync('issues/2016-10-24-failing-at-therapy.md', 'utf8'),
  'an issue with one of each block': readFileSync('tests/fixtures/kitchen-sink.md', 'utf8'),
};
const cases = builtInThemes.flatMap((theme) =>
  Object.entries(issues).map(([name, text]) => ({ theme, name, text })),
);

describe('a theme of Pennypost passes its own gate', () => {
  it.each(cases)('$theme: $name has no error and no warning', async ({ theme, text }) => {
    for (const lang of ['en', 'ar']) {
      const files = { 'newsletter.yaml': `${settings}theme: ${theme}\nlang: ${lang}\n` };
      const findings = await inspect(text, files);
      expect(findings.filter(({ severity }) => severity !== 'hint')).toEqual([]);
    }
  });
});

/** What axe finds serious in a mail shown as a page; a mail has no landmarks. */
interface Axe {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

describe.skipIf(noBrowser !== '')(`axe finds nothing serious in it${noBrowser}`, () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each(cases)(
    '$theme: $name, by day and by night, either way of writing, without pictures',
    async ({ theme, text }) => {
      for (const lang of ['en', 'ar']) {
        const html = await rendered(text, theme, lang);
        for (const colorScheme of ['light', 'dark'] as const) {
          const page = await browser.newPage({ colorScheme });
          // Nothing answers there: a mail program that shows no pictures.
          await page.route('**/*', (route) => route.abort());
          await page.setContent(html);
          await page.evaluate(axe);
          const found = await page.evaluate(() =>
            (globalThis as unknown as { axe: Axe }).axe.run({
              rules: { 'landmark-one-main': { enabled: false }, region: { enabled: false } },
            }),
          );
          const serious = found.violations.filter(({ impact }) => /serious|critical/.test(impact));
          expect(
            serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
            `${lang} ${colorScheme}`,
          ).toEqual([]);
          await page.close();
        }
      }
    },
  );
});

async function rendered(text: string, theme: string, lang: string): Promise<string> {
  const folder = emptyFolder();
  await pennypost(folder, ['init']);
  writeFileSync(join(folder, 'newsletter.yaml'), `${settings}theme: ${theme}\nlang: ${lang}\n`);
  writeFileSync(join(folder, 'issues', 'issue.md'), text);
  const out = mkdtempSync(join(tmpdir(), 'pennypost-out-'));
  await pennypost(folder, ['render', 'issue', '--segment', 'press', '--html', '-o', out]);
  return readFileSync(join(out, 'issue.html'), 'utf8');
}
