import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/finding/fix.ts';
import { checked, readBody } from '../../issue/reading.ts';

/** A body as `check --fix` leaves it. */
function mend(body: string): string {
  const read = readBody(body);
  const edits = checked(read).flatMap(({ fix = [] }) => fix);
  return applyEdits(read.sources[0]?.text ?? '', edits)
    .text.split('---\n')
    .slice(2)
    .join('---\n');
}

describe('an address that can only be meant in one way is mended', () => {
  it.each([
    ['[News](ttps://example.org/a)', '[News](https://example.org/a)'],
    ['[News](htp://example.org)', '[News](http://example.org)'],
    ['[News](https://http://example.org)', '[News](http://example.org)'],
    ['[News](https:/example.org "T")', '[News](https://example.org "T")'],
    ['[News](www.example.org)', '[News](https://www.example.org)'],
    ['[News](example.org/a)', '[News](https://example.org/a)'],
    ['[News](//example.org/a)', '[News](https://example.org/a)'],
    ['[Ann](ann@example.org)', '[Ann](mailto:ann@example.org)'],
    ['[News](https://example.org/a,)', '[News](https://example.org/a)'],
    ['[News](https://example.org/a%20)', '[News](https://example.org/a)'],
    ['[News](<https://example.org/a)>)', '[News](<https://example.org/a>)'],
    ['[News](https://example.org/ahttps://example.org/a)', '[News](https://example.org/a)'],
    [
      '[News][a] and [more news][a]\n\n[a]: ttps://example.org',
      '[News][a] and [more news][a]\n\n[a]: https://example.org',
    ],
    ['::button[Read it]{href="www.example.org"}', '::button[Read it]{href="https://www.example.org"}'],
    ['- [News](ttps://example.org)', '- [News](https://example.org)'],
  ])('%j', (body, mended) => {
    expect(mend(body)).toBe(mended);
    expect(mend(mended)).toBe(mended);
  });

  it.each([
    '[News](/news)',
    '[News](notes.old/x)',
    '[News](TODO)',
    '[News](https://example.org/a.)',
    '<https://example.org/a,>',
    '[News](https://example.org/&#97;,)',
    '[ttps://example.org](https://example.org)',
    '[News](http://localhost:3000)',
  ])('%j is left alone: it could be otherwise, or its words would change', (body) => {
    expect(mend(body)).toBe(body);
  });
});

describe('what another tool would have replaced', () => {
  it.each([
    '*|UNSUB|*',
    'https://*|ARCHIVE|*',
    '%unsubscribe_url%',
    '<%asm_group_unsubscribe_raw_url%>',
    '{$unsubscribe}',
    '[unsubscribe]',
    '{{unsubscribe_url}}',
    '##unsubscribe##',
  ])('is told in [words](%s)', (url) => {
    const dest = /[<>]/.test(url) ? url.replace(/[<>]/g, '\\$&') : url;
    expect(checked(readBody(`[The way out](${dest})`)).map(({ code }) => code)).toEqual([
      'link/foreign-macro',
    ]);
  });

  it.each([
    'https://example.org/a%20forward%20b',
    'https://example.org/unsubscribe',
    'https://example.org/?a[preferences]=1',
    'https://example.org/#unsubscribe',
  ])('is nothing in %s', (url) => {
    expect(checked(readBody(`[The way out](${url})`))).toEqual([]);
  });
});
