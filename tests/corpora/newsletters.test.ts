import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition, Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { checkIssue } from '../../src/check/check.ts';
import { noFiles } from '../../src/issue/files.ts';
import { readIssue } from '../../src/issue/read.ts';
import { fill } from '../../src/render/fill.ts';
import { renderIssue } from '../../src/render/render-issue.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { readMarkup, unbalanced } from '../render/markup.ts';
import { everyone, setting } from '../render/sample-issues.ts';

const folder = join(process.env['PENNYPOST_CORPORA'] ?? '../shared/corpora', 'newsletters');
/** All 564 with PENNYPOST_CORPORA_ALL=1, as .ci/run does; every sixteenth otherwise. */
const step = process.env['PENNYPOST_CORPORA_ALL'] ? 1 : 16;
const newsletters = existsSync(folder) ? readdirSync(folder) : [];
const theme = await loadTheme([]);
const reader = { email: 'ana@example.org', fields: {}, unsubscribe: 'https://news.example.org/u/x' };

describe.skipIf(newsletters.length === 0)(
  `published newsletters (skipped where there is no ${folder})`,
  () => {
    it.each(newsletters)(
      '%s reads and renders, with every heading and every working link in both parts',
      async (name) => {
        const files = readdirSync(join(folder, name)).filter((file) => /\.(md|markdown)$/.test(file));
        expect(files.length).toBeGreaterThan(50);
        for (const file of files.filter((_, i) => i % step === 0)) {
          await inspect(`${name}/${file}`, readFileSync(join(folder, name, file), 'utf8'));
        }
      },
      400_000,
    );
  },
);

/** A foreign newsletter has another front matter than ours: its body is read as an issue's. */
function bodyOf(text: string): string {
  return text
    .replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '')
    .replace(/^(?:[A-Z]\w*: .*\r?\n)+/, '')
    .replaceAll('\r\n', '\n');
}

async function inspect(file: string, text: string): Promise<void> {
  const body = bodyOf(text);
  const source = { file, text: `---\ntitle: A published issue\n---\n${body}` };
  const read = readIssue(source, noFiles);
  const lines = source.text.split('\n').length;
  for (const finding of checkIssue(read, { fields: [], segments: [], hasPicture: () => true })) {
    expect(finding.place?.line ?? 1, `${file}: ${finding.message}`).toBeLessThanOrEqual(lines);
  }
  const rendered = await renderIssue(read.issue, theme, setting, everyone);
  const html = fill(rendered.html, reader);
  const plain = fill(rendered.text, reader);
  expect(unbalanced(html), file).toEqual([]);
  const markup = readMarkup(html);
  const hrefs = new Set(markup.elements.map(({ attributes }) => decode(attributes['href'] ?? '')));
  const words = { html: letters(markup.words), text: letters(plain) };
  const expected = independentReading(body);
  for (const url of expected.links) {
    expect(hrefs.has(decode(url)), `${file}: ${url} in the HTML`).toBe(true);
    expect(decode(plain).includes(decode(url)), `${file}: ${url} in the text`).toBe(true);
  }
  for (const heading of expected.headings) {
    expect(words.html.includes(letters(heading)), `${file}: “${heading}” in the HTML`).toBe(true);
    expect(words.text.includes(letters(heading)), `${file}: “${heading}” in the text`).toBe(true);
  }
}

/** Letters and digits alone: how a heading is wrapped, set and numbered is not the matter here. */
function letters(text: string): string {
  return text.replace(/\[\d+\]/g, '').replace(/[^\p{L}\p{N}]+/gu, '');
}

function decode(url: string): string {
  return url.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()).replace(/^mailto:/, '');
}

/** What CommonMark itself says are links and headings, with nothing of our reader in between. */
function independentReading(body: string): { links: string[]; headings: string[] } {
  const root = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const definitions = new Map<string, Definition>();
  const links: string[] = [];
  const headings: string[] = [];
  walk(root, (node) => {
    if (node.type === 'definition' && !definitions.has(node.identifier))
      definitions.set(node.identifier, node);
  });
  walk(root, (node) => {
    const url =
      node.type === 'link'
        ? node.url
        : node.type === 'linkReference'
          ? definitions.get(node.identifier)?.url
          : undefined;
    if (url !== undefined && works(url)) links.push(url);
    if (node.type === 'heading') headings.push(wordsOf(node));
  });
  return { links, headings };
}

function works(url: string): boolean {
  return /^(?:https?:\/\/[^/\s]+\.|mailto:\S+@)/i.test(url) && URL.canParse(url) && !/[\s{}]/.test(url);
}

function walk(node: Nodes, visit: (node: Nodes) => void): void {
  visit(node);
  if ('children' in node) for (const child of node.children) walk(child, visit);
}

function wordsOf(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  return 'children' in node ? node.children.map(wordsOf).join('') : '';
}
