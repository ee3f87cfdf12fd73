import fc from 'fast-check';

/** Bodies of issues made of everything an issue may hold, and of what it may not, in any order. */

const inline = fc.constantFrom(
  'Words',
  '*emphasis*',
  '**strong** and ~~struck~~',
  '`code {{x}} <T>`',
  '[link](https://example.org/a?b=c&d=e "Title")',
  '[reference][known]',
  '[undefined][nowhere]',
  '[empty]()',
  '[relative](/page)',
  '[](https://example.org)',
  '![alt](here.png)',
  '![](https://example.org/a.png)',
  '<https://example.org>',
  'www.example.org and a@example.org',
  '{{first_name|you}}',
  '{{nobody}} {{#if x}}',
  '\\{{braces}}',
  '<sub>2</sub> <u>open',
  '<b>bold</b> Vec<T>',
  'a<br>b',
  'a\\\nb',
  'a[^1] and[^2]',
  '10:30am :smile: std::vec',
  '日本語の\n文章',
  'العربية 👩‍👩‍👧‍👦 e\u0301',
  '{% raw %}',
  '&amp; &#123; &nbsp;',
);

const prose = fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));

const leaf = fc.oneof(
  prose,
  prose.map((text) => `## ${text.replaceAll('\n', ' ')}`),
  prose.map((text) => `- ${text.replaceAll('\n', '\n  ')}\n- two`),
  prose.map((text) => `3. ${text.replaceAll('\n', '\n   ')}\n4. two`),
  prose.map((text) => `> ${text.replaceAll('\n', '\n> ')}\n>\n> — Ada`),
  fc.constantFrom(
    '- [A](https://example.org), by Ada: a note\n- [B][known] — *more*\n  on a line',
    '- [x] done\n- [ ] open\n\n  > quoted\n\n      code',
    '| a | b |\n|:--|--:|\n| {{first_name\\|you}} | `c` |\n| [d](/d) |',
    '![alt](here.png "Caption")',
    '[![alt](here.png)](https://example.org)',
    '---',
    '```rust\nVec<T> {{x}} [a][b]\n```',
    '::button[Read *on*]{href="https://example.org"}',
    '::button[Read on]',
    '::video{href="https://example.org/v" poster="here.png" alt="What it shows"}',
    '<div>\n**Words**\n</div>',
    '<!-- a comment -->',
    '::include{file="part.md"}',
    '> Words.\n\n— Ada Byron',
    '[known]: https://example.org/known "Title"',
    '[^1]: A note with [a link](https://example.org).',
    '[^2]: Another[^1]\n\n    with a paragraph',
    '# One\n\n### Three',
    ':::',
    '::: callout',
    '<u>a\n\nb</u>',
    '::nothing[Words]{a=b}',
  ),
);

const container = fc
  .tuple(
    fc.constantFrom(
      'callout{tone=tip}',
      'sponsor{name="A & B" href="https://example.org"}',
      'only{segment=press}',
    ),
    fc.array(leaf, { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([name, inner, closed]) => `::::${name}\n${inner.join('\n\n')}\n${closed ? '::::' : ''}`);

const blocks = fc.array(fc.oneof({ weight: 8, arbitrary: leaf }, { weight: 1, arbitrary: container }), {
  maxLength: 8,
});

export const arbitraryBody: fc.Arbitrary<string> = fc
  .tuple(blocks, fc.constantFrom('\n', '\r\n'))
  .map(([parts, end]) => parts.join('\n\n').replaceAll('\n', end));
