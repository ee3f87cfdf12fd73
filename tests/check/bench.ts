import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkIssue } from '../../src/check/check.ts';
import type { Finding } from '../../src/finding/finding.ts';
import { isStructural } from '../../src/issue/structural.ts';
import { inspectMail } from '../../src/mailing/inspection.ts';
import { prepareIssue } from '../../src/mailing/prepare.ts';
import { checkContext } from '../../src/newsletter/check-context.ts';
import { openIssue } from '../../src/newsletter/issues.ts';
import { type Newsletter, openNewsletter } from '../../src/newsletter/newsletter.ts';
import { themeFolders } from '../../src/newsletter/theme-folder.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import type { Theme } from '../../src/render/theme/theme.ts';
import { picture } from './picture.ts';

/** Settings that a clean issue passes with. */
export const settings = `name: News + Notes
from: News + Notes <hello@news.example.org>
replyTo: hello@news.example.org
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
fields: { first_name: { fallback: there }, city: {} }
segments: { press: "tag:press" }
dkim: { domain: news.example.org, selector: s1, key: DKIM_KEY_FILE }
`;

/** A newsletter's folder as a test wants it: files by their path in it, beside the settings and two pictures. */
type Files = Readonly<Record<string, string | Uint8Array>>;

const themes = new Map<string, Promise<Theme>>();

/** One of Pennypost’s, read once: the folder of a test has no templates. */
function themeOf({ folder, settings: { theme: name } }: Newsletter): Promise<Theme> {
  const theme = themes.get(name) ?? loadTheme(themeFolders(folder, name));
  themes.set(name, theme);
  return theme;
}

/** Everything check has to say of an issue, as it was written and as mail, in a real folder. */
export async function inspect(issue: string, files: Files = {}): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-check-'));
  const all: Files = {
    'newsletter.yaml': settings,
    'issues/here.png': picture(600, 400),
    'issues/photo.jpg': picture(600, 400),
    ...files,
    'issues/issue.md': issue,
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const newsletter = openNewsletter(folder);
  const path = join(folder, 'issues/issue.md');
  const read = openIssue(newsletter, path, folder);
  const context = checkContext(newsletter, path);
  const written = checkIssue(read, context);
  if (written.some(isStructural)) return written;
  const prepared = prepareIssue(newsletter, path, read, await themeOf(newsletter));
  return [...written, ...(await inspectMail(prepared, read, context))];
}

/** The same of a body under a front matter that nothing is wrong with; its first line is line 6. */
export function inspectBody(body: string, files: Files = {}): Promise<Finding[]> {
  return inspect(`${wellBegun}${body}\n`, files);
}

/** The same of a body that is well under a front matter. */
export function inspectFrontMatter(lines: string, files: Files = {}): Promise<Finding[]> {
  const own = lines.includes('title:') ? lines : `title: What is new in town\n${lines}`;
  return inspect(`---\n${own}\n---\n${wellWritten}\n`, files);
}

const wellBegun = `---
title: What is new in town
preview: The market is back, the library stays open longer, and the river is clean enough.
date: 2026-12-01
---
`;

const wellWritten = 'Dear reader, the market is back on Saturday. Bring a bag, and come early.';

export function codesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}
