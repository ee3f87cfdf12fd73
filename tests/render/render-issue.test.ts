import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Block } from '../../src/issue/block.ts';
import type { Inline } from '../../src/issue/inline.ts';
import type { Issue } from '../../src/issue/issue.ts';
import { blocksFor } from '../../src/render/audience.ts';
import { fill } from '../../src/render/fill.ts';
import { renderIssue } from '../../src/render/render-issue.ts';
import type { RenderSetting } from '../../src/render/setting.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import type { Theme } from '../../src/render/theme/theme.ts';
import { linkAddress } from '../../src/render/url.ts';
import { arbitraryIssue } from './arbitrary-issue.ts';
import { readMarkup, squash, unbalanced } from './markup.ts';
import { heading, kitchenSink, paragraph, prose, rightToLeft, seed, setting, text } from './sample-issues.ts';

const reader = {
  email: 'ana@example.org',
  fields: { first_name: 'Ana' },
  unsubscribe: 'https://news.example.org/u/abc?x=1&y=2',
};

let theme: Theme;
beforeAll(async () => {
  theme = await loadTheme([]);
});

async function filled(issue: Issue, over: Partial<RenderSetting> = {}, segments: string[] = []) {
  const rendered = await renderIssue(issue, theme, { ...setting, ...over }, { segments: new Set(segments) });
  const html = fill(rendered.html, reader);
  return { rendered, html, markup: readMarkup(html), text: fill(rendered.text, reader) };
}

const named = (markup: ReturnType<typeof readMarkup>, name: string) =>
  markup.elements.filter((element) => element.name === name);

describe('a rendered issue', () => {
  it('is the same, byte for byte, each time', async () => {
    expect(await filled(kitchenSink)).toEqual(await filled(kitchenSink));
  });

  it('takes its subject from the newsletter’s pattern, or from the issue', async () => {
    const own = await filled({
      ...seed,
      subject: [text('Hi\r\nBcc: x@example.org, '), { kind: 'field', name: 'city' }],
    });
    expect(fill((await filled(seed)).rendered.subject, reader)).toBe('News + Notes: Failing at Therapy');
    expect(own.rendered.subject.runs).toEqual(['Hi Bcc: x@example.org, ', '']);
    const dated = await filled(seed, { subject: '{date}: {title} {other}' });
    expect(fill(dated.rendered.subject, reader)).toBe('October 24, 2016: Failing at Therapy {other}');
  });

  it('gives a field the issue’s fallback, else the newsletter’s, else nothing', async () => {
    const field = (fallback?: string): Inline => ({
      kind: 'field',
      name: 'city',
      ...(fallback === undefined ? {} : { fallback }),
    });
    const { rendered } = await filled(
      { ...seed, preview: [field('here'), field()] },
      { fallbacks: { city: 'town' } },
    );
    expect(fill(rendered.preview, { ...reader, fields: {} })).toBe('heretown');
    const without = await filled({ ...seed, preview: [field()] }, { fallbacks: {} });
    expect(fill(without.rendered.preview, { ...reader, fields: {} })).toBe('');
  });

  it('names the pictures that travel with it, each once', async () => {
    expect((await filled(kitchenSink)).rendered.pictures).toEqual([
      { src: 'pictures/harbour.png', cid: 'pictures-harbour.png@news.example.org' },
    ]);
    const hosted = await filled(kitchenSink, {
      picture: (src) => ({ url: `https://news.example.org/${src}` }),
    });
    expect(hosted.rendered.pictures).toEqual([]);
    expect(hosted.html).toContain('src="https://news.example.org/pictures/harbour.png"');
  });

  it('draws a picture no larger than it is', async () => {
    const { html } = await filled(kitchenSink, { picture: () => ({ cid: 'x@example.org', width: 120 }) });
    const widths = named(readMarkup(html), 'img').map((image) => image.attributes['width']);
    expect(new Set(widths)).toEqual(new Set(['120']));
  });

  it('shows an only block to its segment alone, in both parts', async () => {
    const [others, press] = [await filled(kitchenSink), await filled(kitchenSink, {}, ['press'])];
    for (const part of ['html', 'text'] as const) {
      expect(others[part]).not.toContain('Only the press reads this');
      expect(press[part]).toContain('Only the press reads this');
    }
  });
});

describe('the HTML', () => {
  it.each([
    ['seed', seed],
    ['kitchen sink', kitchenSink],
    ['right to left', rightToLeft],
  ])('of %s says its language and direction on html and on every child of body', async (_, issue) => {
    const { markup } = await filled(issue);
    const [lang, dir] = issue.lang === 'ar' ? ['ar', 'rtl'] : ['en', 'ltr'];
    const spoken = markup.elements.filter(({ name, within }) => name === 'html' || within.at(-1) === 'body');
    expect(spoken.length).toBeGreaterThan(1);
    for (const { attributes } of spoken) expect(attributes).toMatchObject({ lang, dir });
  });

  it('has the title as title and as its only h1, and skips no level of heading', async () => {
    const { markup } = await filled({
      ...seed,
      blocks: [heading('Third', 3), heading('Second'), heading('Third again', 3)],
    });
    expect(named(markup, 'title').map(({ words }) => words)).toEqual(['Failing at Therapy']);
    const headings = markup.elements.filter(({ name }) => /^h[1-6]$/.test(name));
    expect(headings.map(({ name, words }) => `${name} ${words}`)).toEqual([
      'h1 Failing at Therapy',
      'h2 Third',
      'h2 Second',
      'h3 Third again',
    ]);
  });

  it('lays out with presentation tables; only tables of data have none of that role', async () => {
    const { markup } = await filled(kitchenSink);
    for (const { attributes } of named(markup, 'table')) {
      expect(attributes['role'] ?? attributes['class']).toMatch(/^(presentation|data)$/);
    }
  });

  it('fetches nothing from anyone: every picture is the issue’s own and there is no web font', async () => {
    const { html, markup } = await filled(kitchenSink);
    expect(html).not.toMatch(/@import|fonts\.googleapis|<link/);
    for (const { attributes } of named(markup, 'img')) expect(attributes['src']).toMatch(/^cid:/);
  });

  it('has an alternative text on every picture, words in every link, and underlines links in prose', async () => {
    const { markup } = await filled(kitchenSink);
    for (const { attributes } of named(markup, 'img')) expect(attributes['alt']).toBeTruthy();
    for (const { attributes, words } of named(markup, 'a')) {
      const picture = markup.elements.some((one) => one.name === 'img' && one.within.at(-1) === 'a');
      expect(words.trim() !== '' || picture).toBe(true);
      if (attributes['target'] === undefined) expect(attributes['style']).not.toContain('text-decoration');
    }
  });

  it('hides the preheader within the part that has language and direction, and none where there is no preview', async () => {
    const { markup } = await filled(kitchenSink);
    const preheader = markup.elements.find(
      ({ attributes }) => attributes['class'] === 'preheader mail-only',
    )!;
    expect(preheader.words).toMatch(/^One of each, Ana\./);
    expect(preheader.attributes['style']).toContain('display:none');
    expect(preheader.within.slice(-2)).toEqual(['body', 'div']);
    const { preview: _, ...without } = kitchenSink;
    expect((await filled(without)).html).not.toContain('preheader');
  });

  it('knows dark mode: by its meta, by the reader’s preference and for Outlook.com', async () => {
    const { html } = await filled(seed);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('[data-ogsc] .ink div');
  });

  it('mirrors sides where writing goes from right to left', async () => {
    const [rtl, ltr] = [await filled(rightToLeft), await filled(seed)];
    expect(rtl.html).toContain('border-right:4px solid');
    expect(rtl.html).not.toContain('border-left:4px solid');
    expect(ltr.html).toContain('border-left:4px solid');
    expect(rtl.html).not.toMatch(/line-height:[\d.]+;text-align:left/);
  });

  it('marks each block with its place in the issue', async () => {
    const { html } = await filled(kitchenSink);
    const last = kitchenSink.blocks.length;
    for (const place of ['block-1', 'block-11-1', `block-${last}`]) {
      expect(html).toMatch(new RegExp(`class="[^"]*\\b${place}\\b`));
    }
  });

  it('is balanced for Python’s parser too', async () => {
    const program = [
      'import sys',
      'from html.parser import HTMLParser',
      "void = set('area base br col embed hr img input link meta param source track wbr'.split())",
      'class Nest(HTMLParser):',
      '    open = []',
      '    def handle_starttag(self, tag, attrs):',
      '        if tag not in void: self.open.append(tag)',
      '    def handle_endtag(self, tag):',
      '        if tag not in void: assert self.open.pop() == tag, (tag, self.getpos())',
      'nest = Nest(convert_charrefs=True)',
      'nest.feed(sys.stdin.read()); nest.close()',
      'print(len(nest.open))',
    ].join('\n');
    for (const issue of [seed, kitchenSink]) {
      const { html } = await filled(issue);
      expect(execFileSync('python3', ['-c', program], { input: html, encoding: 'utf8' })).toBe('0\n');
    }
  });
});

describe('hostile words', () => {
  const attack = '</mj-text><mj-raw><script>alert(1)</script></mj-raw>{{title}}<mj-text>';
  const inline = (): Inline[] => [
    text(attack),
    { kind: 'emphasis', children: [text(attack)] },
    { kind: 'code', text: attack },
    { kind: 'link', url: `https://example.org/${attack}`, title: attack, children: [text(attack)] },
    { kind: 'picture', src: 'a.png', alt: attack },
    { kind: 'picture', src: 'javascript:x', alt: attack },
    { kind: 'field', name: 'first_name', fallback: attack },
  ];
  const everywhere: Issue = {
    title: attack,
    slug: 'attack',
    date: attack,
    lang: attack,
    subject: inline(),
    preview: inline(),
    blocks: [
      {
        kind: 'text',
        content: [
          { kind: 'paragraph', content: inline() },
          { kind: 'code', text: attack, language: attack },
        ],
      },
      {
        kind: 'text',
        content: [
          { kind: 'list', ordered: false, items: [{ content: [paragraph(...inline())] }] },
          { kind: 'table', align: [], rows: [[inline()], [inline()]] },
          { kind: 'quotation', content: [paragraph(...inline())] },
        ],
      },
      { kind: 'heading', level: 2, text: inline() },
      { kind: 'steps', start: 1, items: [{ content: [paragraph(...inline())] }] },
      {
        kind: 'links',
        items: [{ title: inline(), url: attack, by: inline(), note: [paragraph(...inline())] }],
      },
      { kind: 'links', items: [{ title: inline(), url: `https://example.org/"${attack}` }] },
      { kind: 'quote', content: [paragraph(...inline())], author: inline() },
      { kind: 'image', src: attack, alt: attack, caption: attack, href: `https://example.org/?"${attack}` },
      { kind: 'button', label: inline(), href: `https://example.org/?"${attack}` },
      { kind: 'callout', tone: 'tip', blocks: [prose(attack)] },
      { kind: 'sponsor', name: attack, href: `https://example.org/?"${attack}`, blocks: [prose(attack)] },
      { kind: 'video', href: `https://example.org/?"${attack}`, poster: attack, alt: attack },
      { kind: 'notes', items: [{ content: [paragraph(...inline())] }] },
    ],
  };

  it('stay words in every place that prose can stand', async () => {
    const over: Partial<RenderSetting> = {
      name: attack,
      postalAddress: attack,
      footer: { unsubscribe: `[${attack}]`, forward: `[${attack}] or [${attack}]` },
      fallbacks: { first_name: attack },
      addresses: { ...setting.addresses, home: `https://example.org/"${attack}` },
      picture: () => ({ cid: attack }),
    };
    const { html, markup } = await filled(everywhere, over);
    expect(unbalanced(html)).toEqual([]);
    expect(named(markup, 'script')).toEqual([]);
    expect(markup.elements.filter(({ name }) => name.startsWith('mj-'))).toEqual([]);
    expect(
      markup.elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => /^on/.test(name)),
    ).toEqual([]);
    expect(markup.words.split(attack).length).toBeGreaterThan(40);
  });

  it.each([
    'javascript:alert(1)',
    ' jAvAsCrIpT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'relative',
    '//x.example',
    '#a',
    '',
  ])('in an address leave the words without a link: %j', async (url) => {
    const { markup, text: plain } = await filled({
      ...seed,
      blocks: [prose({ kind: 'link', url, children: [text('these words')] })],
    });
    const hrefs = named(markup, 'a').filter(({ words }) => words === 'these words');
    expect(hrefs).toEqual([]);
    expect(markup.words).toContain('these words');
    expect(plain).toContain('\nthese words\n');
  });
});

describe('any issue', () => {
  it('renders balanced, with its headings, its links and the whole footer in both parts', {
    timeout: 180_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryIssue, fc.subarray(['press', 'friends']), async (issue, segments) => {
        const { html, markup, text: plain } = await filled(issue, {}, segments);
        expect(unbalanced(html)).toEqual([]);
        expect(named(markup, 'h1')).toHaveLength(1);
        expect(markup.elements.some(({ name }) => /^(script|iframe|object|form|mj-.*)$/.test(name))).toBe(
          false,
        );
        expect(/\p{Surrogate}/u.test(html + plain)).toBe(false);
        expect(html.match(/<a\b[^>]*>(?:(?!<\/a>)[\s\S])*<a\b/)).toBeNull();
        for (const { attributes } of named(markup, 'a'))
          expect(attributes['href']).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
        const shown = flatten(
          blocksFor({ segments: new Set(segments) }, issue.blocks).map(({ block }) => block),
          segments,
        );
        expectHeadings(shown, markup, plain);
        expectLinks(shown, markup, plain);
        expectFooter(markup, plain);
      }),
      { numRuns: 60 },
    );
  });
});

function flatten(blocks: readonly Block[], segments: readonly string[]): Block[] {
  return blocks.flatMap((block) => {
    if (!('blocks' in block)) return [block];
    const inner = blocksFor({ segments: new Set(segments) }, block.blocks).map((one) => one.block);
    return [block, ...flatten(inner, segments)];
  });
}

const visible = (words: string) =>
  squash(
    words
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, ''),
  );

function expectHeadings(
  blocks: readonly Block[],
  markup: ReturnType<typeof readMarkup>,
  plain: string,
): void {
  const inHtml = markup.elements.filter(({ name }) => /^h[23]$/.test(name)).map(({ words }) => squash(words));
  for (const block of blocks) {
    if (block.kind !== 'heading') continue;
    const words = visible(block.text.map((inline) => (inline.kind === 'text' ? inline.text : '')).join(''));
    expect(inHtml).toContain(words);
    expect(squash(plain.replace(/^(\| )+/gm, ''))).toContain(words);
  }
}

function expectLinks(blocks: readonly Block[], markup: ReturnType<typeof readMarkup>, plain: string): void {
  const hrefs = new Set(markup.elements.map(({ attributes }) => attributes['href']));
  for (const url of blocks.flatMap(ownAddresses)) {
    const address = linkAddress(url);
    if (address === undefined) continue;
    expect(hrefs).toContain(address);
    expect(plain).toContain(address);
  }
}

function ownAddresses(block: Block): string[] {
  if (block.kind === 'links') return block.items.map(({ url }) => url);
  if (block.kind === 'button' || block.kind === 'video') return [block.href];
  return block.kind === 'sponsor' && block.href !== undefined ? [block.href] : [];
}

function expectFooter(markup: ReturnType<typeof readMarkup>, plain: string): void {
  const hrefs = markup.elements.map(({ attributes }) => attributes['href']);
  const { forward, subscribe } = setting.addresses;
  for (const address of [reader.unsubscribe, forward, subscribe]) {
    expect(hrefs).toContain(address);
    expect(plain.split('\n')).toContain(address);
  }
  for (const words of [setting.postalAddress, reader.email]) {
    expect(markup.words).toContain(words);
    expect(plain).toContain(words);
  }
}
