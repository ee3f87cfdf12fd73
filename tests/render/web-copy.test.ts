import { describe, expect, it } from 'vitest';
import { fill } from '../../src/render/fill.ts';
import { webCopyOf } from '../../src/render/html/web-copy.ts';
import { renderIssue } from '../../src/render/render-issue.ts';
import type { SlotName, Template } from '../../src/render/template.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { everyone, kitchenSink, rightToLeft, setting } from './sample-issues.ts';

const slots: Readonly<Record<string, SlotName>> = {
  EMAIL: { kind: 'email' },
  LEAVE: { kind: 'unsubscribe' },
  NAME: { kind: 'field', name: 'first_name', fallback: 'you <3' },
};

/** A mail's HTML with slots where the text says `EMAIL`, `LEAVE` or `NAME`. */
function mail(body: string, head = ''): Template {
  const html = `<!doctype html><html lang="en" dir="ltr"><head>${head}</head><body>${body}</body></html>`;
  const pieces = html.split(/(EMAIL|LEAVE|NAME)/);
  return {
    context: 'html',
    runs: pieces.filter((_, i) => i % 2 === 0),
    slots: pieces.filter((_, i) => i % 2 === 1).map((name) => slots[name] as SlotName),
  };
}

const copyOf = (body: string, head?: string) => webCopyOf(mail(body, head), () => undefined);
const inside = (body: string): string => copyOf(body).html.replace(/^<main[^>]*>|<\/main>$/g, '');

describe('a web copy', () => {
  it.each([
    ['a paragraph that names the reader', '<p>Hello</p><p>Sent to <b>EMAIL</b>.</p>', '<p>Hello</p>'],
    [
      'a paragraph with the unsubscribe link',
      '<div><p>a</p><p>Do <a href="LEAVE">leave</a>.</p></div>',
      '<div><p>a</p></div>',
    ],
    [
      'only the link where all stands in one',
      '<div><p>Words</p><a href="LEAVE">leave</a> · PO Box</div>',
      '<div><p>Words</p> · PO Box</div>',
    ],
    ['only the word in the body itself', 'To EMAIL <p>Words</p>', 'To  <p>Words</p>'],
    ['an attribute', '<div title="for EMAIL"><p>Words</p></div>', '<div><p>Words</p></div>'],
    ['what is for mail only', '<p>12 May<a class="x mail-only" href="#">web</a></p>', '<p>12 May</p>'],
    ['what is written for one mail program', '<!--[if mso]><p>EMAIL</p><![endif]--><p>a</p>', '<p>a</p>'],
  ])('leaves out %s', (_, body, left) => {
    expect(inside(body)).toBe(left);
  });

  it('reads fallbacks, escaped as they stand', () => {
    expect(inside('<p title="NAME">Dear NAME</p>')).toBe('<p title="you <3">Dear you &lt;3</p>');
  });

  it('keeps code as it was broken into lines, and every letter of every script', () => {
    expect(inside('<pre>a&#10;  b &amp;&lt;</pre><p>é‏א😀&nbsp;</p>')).toBe(
      '<pre>a\n  b &amp;&lt;</pre><p>é‏א😀&nbsp;</p>',
    );
  });

  it('has one style sheet, which knows for which screens each part was', () => {
    const head = '<style>a{}</style><style media="print">b{}</style>';
    const { css, html } = copyOf('<style>c{}</style><p>a</p>', head);
    expect(css).toBe('a{}\n@media print{b{}}\nc{}');
    expect(html).not.toContain('style');
  });

  it.each([
    ['one of each block', kitchenSink],
    ['right to left', rightToLeft],
  ])('of %s holds all words, and nothing that is a reader’s or a mail program’s', async (_, issue) => {
    const { html } = await renderIssue(issue, await loadTheme([]), setting, everyone);
    const copy = webCopyOf(html, (cid) => `https://news.example.org/images/${cid}`);
    expect(copy.html).not.toMatch(
      /personal[0-9a-f]{8}|<!--|mail-only|cid:|<style|<script|aria-roledescription/,
    );
    const values = { email: 'EMAIL', unsubscribe: 'LEAVE', fields: {} };
    const headings = (markup: string) =>
      [...markup.matchAll(/<h[1-3][^>]*>([^<]*)/g)].map(([, words]) => words);
    expect(headings(copy.html)).toEqual(headings(fill(html, values)));
    expect(copy.dir).toBe(/<html[^>]* dir="(\w+)"/.exec(fill(html, values))?.[1]);
    expect(copy.html).toContain(setting.addresses.forward);
  });
});
