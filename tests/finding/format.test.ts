import { describe, expect, it } from 'vitest';
import { type Finding, hasErrors, inReadingOrder } from '../../src/finding/finding.ts';
import { countFindings, formatFinding, noPaint, type Paint } from '../../src/finding/format.ts';
import { shorten } from '../../src/finding/shorten.ts';

const place = { file: 'a.md', line: 1, column: 3, endLine: 1, endColumn: 5 };

function finding(severity: Finding['severity'], more: Partial<Finding> = {}): Finding {
  return { code: 'a/b', severity, message: 'It is wrong', ...more };
}

describe('a finding as text', () => {
  it('begins with its place, so that terminals link it', () => {
    expect(formatFinding(finding('error', { place, advice: 'Mend it.' }), 'a bc d', noPaint)).toBe(
      'a.md:1:3  error  It is wrong  a/b\n  1 | a bc d\n    |   ^^\n    = Mend it.',
    );
  });

  it('does without a place and without the source', () => {
    expect(formatFinding(finding('warning', { advice: 'Mend it.' }), undefined, noPaint)).toBe(
      'warning  It is wrong  a/b\n  = Mend it.',
    );
    expect(formatFinding(finding('error', { place }), undefined, noPaint)).toBe(
      'a.md:1:3  error  It is wrong  a/b',
    );
  });

  it('paints the severity and the carets alike, and nothing else in that colour', () => {
    const paint: Paint = { ...noPaint, error: (text) => `<${text}>`, faint: () => '' };
    expect(formatFinding(finding('error', { place }), 'a bc d', paint)).toBe(
      'a.md:1:3  <error>  It is wrong  \n\n<    |   ^^>',
    );
  });

  it('shows no control characters of what it quotes', () => {
    const text = formatFinding(finding('error', { message: 'a\u001b[31m\nb' }), undefined, noPaint);
    expect(text).toBe('error  a␛[31m␊b  a/b');
  });
});

describe('several findings', () => {
  it.each([
    [[], 'no findings'],
    [['error'], '1 error'],
    [['error', 'error', 'warning', 'hint'], '2 errors and 1 warning'],
    [['hint', 'hint'], '2 hints'],
  ] as const)('%j are counted as %s', (severities, words) => {
    expect(countFindings(severities.map((severity) => finding(severity)))).toBe(words);
  });

  it('are read in the order of the text, those without a place first', () => {
    const at = (file: string, line: number, column: number) =>
      finding('error', { message: `${file}${line}${column}`, place: { ...place, file, line, column } });
    const mixed = [
      at('b', 1, 1),
      at('a', 2, 1),
      at('a', 1, 9),
      at('a', 1, 2),
      finding('error', { message: '-' }),
    ];
    expect(inReadingOrder(mixed).map(({ message }) => message)).toEqual(['-', 'a12', 'a19', 'a21', 'b11']);
  });

  it('hold errors or do not', () => {
    expect([hasErrors([finding('warning')]), hasErrors([finding('hint'), finding('error')])]).toEqual([
      false,
      true,
    ]);
  });
});

describe('a piece of source in a sentence', () => {
  it('is one line, and short', () => {
    expect(shorten('short')).toBe('short');
    expect(shorten('two\nlines')).toBe('two…');
    expect(shorten('x'.repeat(60))).toHaveLength(37);
  });
});
