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
import { sampleContext } from '../check/sample-context.ts';
import { textAt } from '../issue/reading.ts';
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
      '%s reads and renders, with all its words and every working link in both parts, and true findings',
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
  const expected = independentReading(body);
  for (const finding of checkIssue(read, {
    ...sampleContext,
    picture: () => ({ bytes: 1, width: 600, height: 400 }),
  })) {
    const text = textAt(read, finding);
    expect(isTrue(finding.code, text, expected.labels), `${file}: ${finding.message}, at “${text}”`).toBe(
      true,
    );
  }
  const rendered = await renderIssue(read.issue, theme, setting, everyone);
  const html = fill(rendered.html, reader);
  const plain = fill(rendered.text, reader);
  expect(unbalanced(html), file).toEqual([]);
  const markup = readMarkup(html);
  const hrefs = new Set(markup.elements.map(({ attributes }) => decode(attributes['href'] ?? '')));
  const words = { html: letters(markup.words), text: letters(plain) };
  for (const url of expected.links) {
    expect(hrefs.has(decode(url)), `${file}: ${url} in the HTML`).toBe(true);
    expect(decode(plain).includes(decode(url)), `${file}: ${url} in the text`).toBe(true);
  }
  for (const heading of expected.headings) {
    expect(words.html.includes(letters(heading)), `${file}: “${heading}” in the HTML`).toBe(true);
    expect(words.text.includes(letters(heading)), `${file}: “${heading}” in the text`).toBe(true);
  }
  for (const prose of expected.prose) {
    expect(words.html.includes(letters(prose)), `${file}: “${prose}” in the HTML`).toBe(true);
    expect(words.text.includes(letters(prose)), `${file}: “${prose}” in the text`).toBe(true);
  }
}

/**
 * Whether a finding is true, judged from the text it points at. A kind that is not named here has not been
 * looked at in these newsletters, and fails until it has been.
 */
function isTrue(code: string, text: string, labels: ReadonlySet<string>): boolean {
  const label = /\[([^\]]*)\]$/.exec(text)?.[1] || /^\[([\s\S]*)\]\[\]$/.exec(text)?.[1] || '';
  switch (code) {
    case 'link/undefined':
      return /^\[[\s\S]*\]\[[^\]]*\]$/.test(text) && !labels.has(normal(label));
    case 'link/empty':
      return text.endsWith(']()');
    case 'link/relative':
      return !/^[a-z][a-z0-9+.-]*:/i.test(text);
    case 'link/field':
    case 'field/unknown':
    case 'field/malformed':
      return text.includes('{{');
    case 'link/scheme':
      return /^irc:/.test(text);
    case 'link/mailto':
      return /^[^@\s]+@[^@\s]+$/.test(text);
    case 'link/placeholder':
      return /^[A-Z]+_LINK_HERE$/.test(text);
    case 'link/broken':
    case 'link/misspelt':
      return !works(text);
    case 'link/http':
      // Markdown makes http:// of a bare www.…
      return /^http:\/\/(?!localhost|127\.)\S+$|\bwww\./.test(text);
    case 'link/tracking':
      return /[?&](?:utm_\w+|fbclid|gclid)=/.test(text);
    case 'link/vague':
      return /^\[(?:click )?(?:here|read more|this link)[^\]\w]*\]/i.test(text);
    case 'link/same-words':
      return /^\[[\s\S]{10,}\](?:\(|\[|$)/.test(text);
    case 'html/raw':
      return /^<(?:abbr|div|t[drh]|table|p|h\d|br|img|a|b|i|pre|span|center|iframe|blockquote|style|script)\b[^>]*>$/.test(
        text,
      );
    case 'html/lost-code':
      return /^<[A-Za-z]\w*[^>]*>$/.test(text);
    case 'prose/liquid':
      return /^\{%[\s\S]*%\}$/.test(text);
    // Read by hand, all of them: docs/check.md has what was found.
    case 'words/doubled':
      return /^\p{L}+$/u.test(text);
    case 'words/repeated':
      return text.length >= 80;
    case 'words/placeholder':
      return /^(?:TBD|TODO|FIXME)$/.test(text);
    case 'heading/empty-section':
      return /^#{1,6} /.test(text);
    default:
      return false;
  }
}

/** Labels match whatever their case and white space (CommonMark 4.7). */
function normal(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toUpperCase();
}

/** Letters and digits alone: how a heading is wrapped, set and numbered is not the matter here. */
function letters(text: string): string {
  return text.replace(/\[\d+\]/g, '').replace(/[^\p{L}\p{N}]+/gu, '');
}

function decode(url: string): string {
  return url.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()).replace(/^mailto:/, '');
}

/** What CommonMark itself says are links and headings, with nothing of our reader in between. */
function independentReading(body: string) {
  const root = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const definitions = new Map<string, Definition>();
  const links: string[] = [];
  const headings: string[] = [];
  const prose: string[] = [];
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
    // What stands in double braces is a merge field's to fill.
    if (
      (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code') &&
      !node.value.includes('{{')
    )
      prose.push(node.value);
  });
  const labels = new Set(
    [...definitions.values()].map(({ label, identifier }) => normal(label ?? identifier)),
  );
  return { links, headings, prose, labels };
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
