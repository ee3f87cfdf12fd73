import fc from 'fast-check';
import type { Block, Flow, ListItem } from '../../src/issue/block.ts';
import { type Inline, inlineTags } from '../../src/issue/inline.ts';
import type { Issue } from '../../src/issue/issue.ts';

/** Issues of any shape, with words that try to get out of where they stand. */

export const hostileWords = [
  '</mj-text><mj-raw><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '{{first_name}} {{{blocks}}} {{> footer}}',
  ']]> <![CDATA[ --> <!-- <!--[if mso]>',
  '&lt;b&gt; &amp; &#60;script&#62;',
  '</title></style></body></html>',
  '</td></tr></table></div>',
  '\u0001 7\u0002\u0000\u0007\r\n\t line\u2028separator',
  '\u202eright to left\u2066',
  '日本語の文章はスペースなしで続きますので、折り返しが必要です。これは長い文です。',
  'שלום עולם, this is mixed',
  '👩‍👩‍👧‍👦 e\u0301 \ud800',
  'slot0x slot12x',
  'a_b*c`d~e',
];

const words = fc.oneof(
  { weight: 3, arbitrary: fc.lorem({ maxCount: 12 }) },
  { weight: 2, arbitrary: fc.constantFrom(...hostileWords) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);

const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    'mailto:someone@example.org',
    'tel:+4100000000',
    'https://example.org/?a=1&b="2"&c=<d>',
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'relative/page.html',
    '//example.org/x',
    '#here',
    '',
    'https://example.org/with space\nand line',
  ),
);

const { inline } = fc.letrec<{ inline: Inline; children: Inline[] }>((tie) => ({
  children: fc.array(tie('inline'), { maxLength: 3 }),
  inline: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'inline' },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('text' as const), text: words }) },
    fc.record({ kind: fc.constant('code' as const), text: words }),
    fc.constant({ kind: 'break' as const }),
    fc.record({ kind: fc.constant('note' as const), number: fc.integer({ min: 1, max: 40 }) }),
    fc.record(
      { kind: fc.constant('field' as const), name: fc.constantFrom('first_name', 'city'), fallback: words },
      { requiredKeys: ['kind', 'name'] },
    ),
    fc.record({
      kind: fc.constant('picture' as const),
      src: fc.oneof(url, fc.constant('pic.png')),
      alt: words,
    }),
    fc.record({
      kind: fc.constantFrom('emphasis' as const, 'strong' as const, 'strike' as const),
      children: tie('children'),
    }),
    fc.record({
      kind: fc.constant('tag' as const),
      tag: fc.constantFrom(...inlineTags),
      children: tie('children'),
    }),
    fc.record(
      { kind: fc.constant('link' as const), url, title: words, children: tie('children') },
      { requiredKeys: ['kind', 'url', 'children'] },
    ),
  ),
}));

const inlines = fc.array(inline, { maxLength: 4 });

const { flow, item } = fc.letrec<{ flow: Flow; flows: Flow[]; item: ListItem }>((tie) => ({
  flows: fc.array(tie('flow'), { minLength: 1, maxLength: 3 }),
  item: fc.record({ content: tie('flows'), checked: fc.boolean() }, { requiredKeys: ['content'] }),
  flow: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'flow' },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('paragraph' as const), content: inlines }) },
    fc.record({
      kind: fc.constant('code' as const),
      text: fc.oneof(words, fc.constant('a\n\tb\r\n\r\n  c')),
    }),
    fc.record({
      kind: fc.constant('table' as const),
      align: fc.constant(['left' as const, null, 'right' as const]),
      rows: fc.array(fc.array(inlines, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    }),
    fc.record(
      {
        kind: fc.constant('list' as const),
        ordered: fc.boolean(),
        start: fc.integer({ min: 0, max: 120 }),
        items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['kind', 'ordered', 'items'] },
    ),
    fc.record({ kind: fc.constant('quotation' as const), content: tie('flows') }),
  ),
}));

const flows = fc.array(flow, { minLength: 1, maxLength: 3 });
const items = fc.array(item, { minLength: 1, maxLength: 4 });

const { block } = fc.letrec<{ block: Block; blocks: Block[] }>((tie) => ({
  blocks: fc.array(tie('block'), { maxLength: 3 }),
  block: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'block' },
    fc.record({ kind: fc.constant('text' as const), content: flows }),
    fc.record({
      kind: fc.constant('heading' as const),
      level: fc.constantFrom(2 as const, 3 as const),
      text: fc.array(fc.record({ kind: fc.constant('text' as const), text: words }), { maxLength: 2 }),
    }),
    fc.record({ kind: fc.constant('steps' as const), start: fc.integer({ min: 1, max: 98 }), items }),
    fc.record({
      kind: fc.constant('links' as const),
      items: fc.array(
        fc.record({ title: inlines, url, by: inlines, note: flows }, { requiredKeys: ['title', 'url'] }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record(
      { kind: fc.constant('quote' as const), content: flows, author: inlines },
      { requiredKeys: ['kind', 'content'] },
    ),
    fc.record(
      {
        kind: fc.constant('image' as const),
        src: fc.oneof(url, fc.constant('pic.png')),
        alt: words,
        caption: words,
        href: url,
      },
      { requiredKeys: ['kind', 'src', 'alt'] },
    ),
    fc.constant({ kind: 'divider' as const }),
    fc.record({ kind: fc.constant('button' as const), label: inlines, href: url }),
    fc.record({
      kind: fc.constant('video' as const),
      href: url,
      poster: fc.oneof(url, fc.constant('pic.png')),
      alt: words,
    }),
    fc.record({ kind: fc.constant('notes' as const), items }),
    fc.record({
      kind: fc.constant('callout' as const),
      tone: fc.constantFrom('note' as const, 'tip' as const, 'warning' as const),
      blocks: tie('blocks'),
    }),
    fc.record(
      { kind: fc.constant('sponsor' as const), name: words, href: url, blocks: tie('blocks') },
      { requiredKeys: ['kind', 'name', 'blocks'] },
    ),
    fc.record({
      kind: fc.constant('only' as const),
      segment: fc.constantFrom('press', 'friends'),
      blocks: tie('blocks'),
    }),
  ),
}));

export const arbitraryIssue: fc.Arbitrary<Issue> = fc.record(
  {
    title: words,
    slug: fc.constant('any'),
    subject: inlines,
    preview: inlines,
    date: fc.constantFrom('2026-11-22', 'soon', '2026-99-99'),
    lang: fc.constantFrom('en', 'ar', 'ku-Arab', 'not a language"><'),
    blocks: fc.array(block, { maxLength: 5 }),
  },
  { requiredKeys: ['title', 'slug', 'blocks'] },
);
