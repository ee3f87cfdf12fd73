import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIssue } from '../../src/issue/read.ts';
import { kitchenSink } from './kitchen-sink.ts';
import { checked, codesIn, readBody, readWhole } from './reading.ts';

const seed = readFileSync('issues/2016-10-24-failing-at-therapy.md', 'utf8');

/** Reads and checks; whatever happens must be an issue and findings. */
function survives(text: string, file: string): void {
  const read = readIssue({ file, text }, { read: () => text });
  expect(Array.isArray(read.issue.blocks)).toBe(true);
  expect(read.issue.title).not.toBe('');
  for (const finding of checked(read)) expect(finding.code).toMatch(/^[a-z-]+\/[a-z-]+$/);
}

/** A text with some of its pieces cut out, doubled or replaced. */
function mutated(text: string): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    '',
    '[',
    ']',
    '(',
    '{{',
    '}}',
    ':::',
    '<',
    '>',
    '\n',
    '\n\n',
    '---\n',
    '`',
    '|',
    '#',
    '\u0000',
    '\\',
    '"',
    ': ',
    '\t',
    '[^1]',
    '*',
  );
  const change = fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 30 }), piece);
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    let mutant = text;
    for (const [at, length, put] of changes) mutant = mutant.slice(0, at) + put + mutant.slice(at + length);
    return mutant;
  });
}

describe('a reader of issues never throws', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({
      unit: fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '{{',
        '}}',
        ':::',
        '::',
        'only',
        '{',
        '}',
        '<u>',
        '</u>',
        '<',
        '>',
        '*',
        '_',
        '`',
        '\n',
        ' ',
        '|',
        '-',
        '#',
        '!',
        '\\',
        '[^a]',
        ': ',
        'a',
        '"',
        '\t',
        '{%',
        '%}',
      ),
      maxLength: 120,
    }),
  );

  it.each(['a.md', 'a.yaml', 'a.json'])('over any text as %s', (file) => {
    fc.assert(
      fc.property(anything, (text) => survives(text, file)),
      { numRuns: 500 },
    );
  });

  it('over any body and any front matter', () => {
    fc.assert(
      fc.property(anything, anything, (yaml, body) => survives(`---\n${yaml}\n---\n${body}`, 'a.md')),
      { numRuns: 500 },
    );
  });

  it.each([
    ['the sample issue', seed, 'a.md'],
    ['an issue with everything', kitchenSink, 'a.md'],
    ['an issue as JSON', JSON.stringify(readWhole(kitchenSink).issue, null, 2), 'a.json'],
  ])('over %s with pieces cut out and put in', (_, text, file) => {
    fc.assert(
      fc.property(mutated(text), (mutant) => survives(mutant, file)),
      { numRuns: 150 },
    );
  });
});

describe('things deep inside each other', () => {
  const n = 10_000;
  it.each([
    ['quotes', '>'.repeat(n)],
    ['quotes with spaces', `${'> '.repeat(n)}a`],
    ['lists', `${'- '.repeat(n)}a`],
    ['numbered lists', `${'1. '.repeat(n)}a`],
    ['lists by indent', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(2 * i)}- a`).join('\n')],
    ['directives', ':::only{segment=press}\n'.repeat(n)],
    ['brackets', '['.repeat(n)],
    ['closed brackets', `${'['.repeat(n)}a${']'.repeat(n)}`],
    ['links', `${'['.repeat(n)}a${'](x)'.repeat(n)}`],
    ['pictures', `${'!['.repeat(n)}a${'](x)'.repeat(n)}`],
    ['emphasis', `${'*'.repeat(n)}a${'*'.repeat(n)}`],
  ])('are refused: %s', (_, body) => {
    expect(codesIn(body)).toEqual(['markdown/too-deep']);
    expect(JSON.stringify(readBody(body).issue.blocks).length).toBeGreaterThan(50);
  });

  it.each([
    ['tags', `${'<u>'.repeat(n)}a${'</u>'.repeat(n)}`],
    ['braces', '{{'.repeat(n)],
    ['unmatched marks', '*a **a '.repeat(n)],
    ['undefined references', '[a][b]'.repeat(n)],
    ['spaces', `a${' '.repeat(100_000)}b\nc`],
    ['line ends', 'a\n'.repeat(n)],
    ['angle brackets', '<a '.repeat(n)],
    ['notes', `${'[^a]'.repeat(n)}\n\n[^a]: [^a]`],
    ['Liquid', '{%'.repeat(n)],
    ['dashes of a front matter', '---\n'.repeat(n)],
  ])('are read in a moment: %s', (_, body) => {
    survives(`---\ntitle: A\n---\n${body}`, 'a.md');
  });

  it.each(['- - - - - - '.repeat(20), '*'.repeat(400), '* '.repeat(200), '_'.repeat(300)])(
    'are not seen in a line of %s',
    (line) => {
      expect(readBody(`A\n\n${line}\n\nB`).findings).toEqual([]);
    },
  );

  it('are read as far as people go', () => {
    const list = Array.from({ length: 20 }, (_, i) => `${' '.repeat(2 * i)}- item`).join('\n');
    const quote = Array.from({ length: 20 }, (_, i) => '> '.repeat(i + 1)).join('\n');
    expect(codesIn(`${list}\n\n${quote} deep\n\n${'['.repeat(50)}a${']'.repeat(50)}`)).toEqual([]);
  });

  it('in an included file are told there', () => {
    const read = readBody('::include{file="p.md"}', { 'issues/p.md': '>'.repeat(n) });
    expect(read.findings).toMatchObject([{ code: 'markdown/too-deep', place: { file: 'issues/p.md' } }]);
  });
});
