import { describe, expect, it } from 'vitest';
import { checkIssue } from '../../src/check/check.ts';
import type { CheckContext } from '../../src/check/rule.ts';
import { checked, codesIn, markedIn, readBody, readWhole } from '../issue/reading.ts';
import { sampleContext } from './sample-context.ts';

const nothing: CheckContext = {
  ...sampleContext,
  fields: new Map(),
  segments: [],
  picture: () => undefined,
};

describe('checking an issue', () => {
  it('finds nothing in one that is well', () => {
    expect(codesIn('Words with [a link](https://example.org), ![alt](here.png) and {{first_name}}.')).toEqual(
      [],
    );
  });

  it('tells all in the order of reading, what was read and what the rules say', () => {
    const read = readBody('[a](/1)\n\n<b>x</b>\n\n{{x}}\n\n[b][c]\n\n![](gone.png)\n');
    expect(markedIn(read)).toEqual([
      'link/relative: /1',
      'html/raw: <b>',
      'field/unknown: {{x}}',
      'link/undefined: [b][c]',
      'image/no-alt: ![](gone.png)',
      'image/missing: gone.png',
    ]);
  });

  it('tells structural faults alone', () => {
    for (const body of ['[a](/1)\n\n:::', ':::callout\n\n[a](/1)', `[a](/1)\n\n${'>'.repeat(99)}`]) {
      const families = codesIn(body).map((code) => code.split('/')[0]);
      expect(families.filter((family) => family !== 'directive' && family !== 'markdown')).toEqual([]);
    }
    expect(checked(readWhole('[a](/1)')).map(({ code }) => code)).toEqual(['front-matter/none']);
  });

  it.each([
    ['[](https://example.org)', ['link/no-words']],
    ['[ ](https://example.org)', ['link/no-words']],
    ['[![alt](here.png)](https://example.org)', []],
    ['a [![alt](here.png)](https://example.org) b', []],
    ['[`code`](https://example.org)', []],
    ['[{{first_name}}](https://example.org)', []],
    ['[a]()', ['link/empty']],
    ['[a][b]\n\n[b]: <>', ['link/empty']],
    ['- [a]()', ['link/empty']],
    [':::sponsor{name=A href="/x"}\nB\n:::', ['link/relative']],
    ['::video{href="/x" poster="here.png" alt=A}', ['link/relative']],
    ['[^1]\n\n[^1]: [a](/x)', ['link/relative']],
    ['| [a](/x) |\n|---|', ['link/relative']],
    ['- [A](https://example.org), by [B](/x)', ['link/relative']],
    ['- [A](https://example.org): see [B](/x)', ['link/relative']],
    ['> a\n>\n> — [b](/x)', ['link/relative']],
    ['**_~~[a](/x)~~_**', ['link/relative']],
    ['- a\n  > - [b](/x)', ['link/relative']],
    ['[a](irc://example.org)', ['link/scheme']],
  ])('judges links wherever they stand: %j', (body, codes) => {
    expect(codesIn(body)).toEqual(codes);
  });

  it.each([
    ['![alt](here.png)', []],
    ['![alt](https://example.org/a.png)', []],
    ['![alt](gone.png)', ['image/missing']],
    ['![alt]()', ['image/missing']],
    ['![alt](//example.org/a.png)', ['image/source']],
    ['![alt](data:image/png;base64,AA)', ['image/source']],
    ['![alt](cid:a)', ['image/source']],
    ['![alt](file:///a.png)', ['image/source']],
    ['![ ](here.png)', ['image/no-alt']],
    ['a ![](here.png) b', ['image/no-alt']],
    ['::video{href="https://example.org" poster="gone.png" alt=A}', ['image/missing']],
  ])('judges pictures wherever they stand: %j', (body, codes) => {
    expect(codesIn(body)).toEqual(codes);
  });

  it('knows a segment inside others, and says how to make one', () => {
    const read = readBody(':::only{segment=friends}\nA\n:::');
    expect(checkIssue(read, nothing)[0]?.advice).toContain('as friends: tag:friends');
    expect(codesIn('::::only{segment=press}\n:::only{segment=nobody}\nA\n:::\n::::')).toEqual([
      'segment/unknown',
    ]);
  });

  it('says which fields there are, or that there are none', () => {
    const read = readBody('{{zzz}}');
    expect(checkIssue(read, nothing)[0]?.advice).toContain('There are none yet.');
    expect(checked(read)[0]?.advice).toContain('There is first_name, city.');
  });

  it.each(['', '\n\n', '<!-- later -->', '[a]: https://example.org'])(
    'wants something to read in %j',
    (body) => {
      expect(codesIn(body)).toEqual(['issue/empty']);
    },
  );

  it('counts a field in the title as one fault, at the field', () => {
    const read = readWhole('---\ntitle: "A {{first_name}} and {{b}}"\n---\nWords.');
    expect(markedIn(read)).toEqual(['field/in-title: {{first_name}}']);
  });
});
