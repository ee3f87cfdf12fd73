import fc from 'fast-check';
import type { Edition } from '../../../src/message/edition.ts';
import type { CopyValues } from '../../../src/message/template/fill.ts';
import type { RenderedIssue, SlotContext, SlotName, Template } from '../../../src/render/template.ts';
import { address, edition, template } from './sample.ts';

/** What a reader's data may hold: any Unicode, halves of characters, what ends lines, what means something in mail. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        ...[
          '\r\n',
          '\n',
          '\r',
          '\0',
          '\u2028',
          '\u0085',
          '\t',
          ' ',
          '  ',
          '.',
          '\n.\n',
          '..',
          '=',
          '=\r\n',
          '=2E',
        ],
        ...[
          'Bcc: evil@example.com',
          '\r\n\r\n<p>',
          'From me',
          '\nFrom ',
          '--=_alternative-',
          '=?UTF-8?Q?x?=',
        ],
        ...[
          '"',
          "'",
          '\\',
          '<',
          '>',
          '&amp;',
          ',',
          ';',
          ':',
          '(',
          ')',
          '@',
          '\ud83d',
          '\udc4b',
          '👩‍👩‍👧',
          'ü',
          '你好',
          '\u202e',
        ],
        ...['word', 'x'.repeat(74), 'x'.repeat(75), 'x'.repeat(76), '</p><script>', '{{email}}'],
      ),
      { maxLength: 25 },
    )
    .map((words) => words.join('')),
  fc
    .constantFrom('a', ' ', '.', '=', 'ü', '👋', 'ab ', ' a', '. ')
    .map((unit) => unit.repeat(5000 / unit.length)),
);

const slotName: fc.Arbitrary<SlotName> = fc.oneof(
  fc.record({
    kind: fc.constant('field' as const),
    name: fc.constantFrom('first_name', 'city'),
    fallback: fc.constantFrom('', 'there', '. = ü'),
  }),
  fc.constantFrom<SlotName>({ kind: 'email' }, { kind: 'unsubscribe' }),
);

/** Static text as a renderer may write it. */
const run = fc
  .array(
    fc.constantFrom(
      ...[
        '\n',
        '\n\n',
        '\n.\n',
        ' ',
        '   ',
        '\t',
        '.',
        '.dot',
        'From here',
        '=',
        'é',
        '👋',
        '<p>',
        '</p>',
        '&amp;',
      ],
      ...['word ', 'x'.repeat(73), 'long '.repeat(40)],
    ),
    { maxLength: 12 },
  )
  .map((words) => words.join(''));

function templateOf(context: SlotContext, words = run): fc.Arbitrary<Template> {
  const parts = fc.array(fc.oneof(words, slotName), { maxLength: 10 });
  return parts.map((list) => template(context, ...list));
}

export const rendered: fc.Arbitrary<RenderedIssue> = fc.record({
  subject: templateOf('header', fc.constantFrom('', 'News ', 'Grüße: ', 'x'.repeat(70), '👋')),
  preview: fc.constant(template('html')),
  html: templateOf('html'),
  text: templateOf('text'),
  pictures: fc.constant([]),
});

const pictures = [
  {
    cid: 'dog.1@news.example.org',
    name: 'my dög.png',
    type: 'image/png',
    content: Buffer.from('dog'.repeat(99)),
  },
  { cid: 'cat.1@news.example.org', name: 'cat.jpg', type: 'image/jpeg', content: Buffer.alloc(0) },
];

export const editions: fc.Arbitrary<Edition> = fc
  .tuple(
    fc.constantFrom('issue' as const, 'test' as const),
    fc.constantFrom([], pictures.slice(0, 1), pictures),
  )
  .map(([kind, some]) => ({ ...edition, kind, pictures: some }));

export const values: fc.Arbitrary<CopyValues> = fc.record({
  to: fc.constantFrom('jane@example.com', 'jörg@bücher.example.net', "o'neil+=x@example.com").map(address),
  subscriber: fc.nat().map(String),
  fields: fc.record({ first_name: hostile, city: hostile }, { requiredKeys: [] }),
  unsubscribe: fc.constantFrom(
    'https://news.example.org/u/page',
    `https://x.example/?a=b&c=${'d'.repeat(300)}`,
  ),
  oneClick: fc.constantFrom('https://news.example.org/u/act', 'http://localhost/u/act'),
  date: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
});
