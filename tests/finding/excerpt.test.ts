import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/finding/excerpt.ts';
import { LineIndex } from '../../src/finding/place.ts';
import { displayWidth } from '../../src/finding/width.ts';

/** The excerpt of the first `fault` in a text. */
function shown(text: string, fault: string): string[] {
  const at = text.indexOf(fault);
  return excerpt(text, new LineIndex(text).span(at, at + fault.length));
}

describe('an excerpt', () => {
  it('shows the line before, the line, and carets under the fault', () => {
    expect(shown('one\ntwo and three\n', 'and')).toEqual([
      '  1 | one',
      '  2 | two and three',
      '    |     ^^^',
    ]);
  });

  it('leaves out an empty line before', () => {
    expect(shown('one\n\ntwo', 'two')).toEqual(['  3 | two', '    | ^^^']);
  });

  it('lines up numbers of different lengths', () => {
    const text = `${'a\n'.repeat(8)}nine\nten`;
    expect(shown(text, 'ten')).toEqual(['   9 | nine', '  10 | ten', '     | ^^^']);
  });

  it('keeps tabs as they are in both rows', () => {
    expect(shown('a\tb\t[x]', '[x]')).toEqual(['  1 | a\tb\t[x]', '    |  \t \t^^^']);
    expect(shown('a\tb', 'a\tb')).toEqual(['  1 | a\tb', '    | ^\t^']);
  });

  it('puts two carets under a wide character and none under a mark', () => {
    expect(shown('日本[x]語', '[x]')).toEqual(['  1 | 日本[x]語', '    |     ^^^']);
    expect(shown('Zoe\u0308 [x]', '[x]')).toEqual(['  1 | Zoe\u0308 [x]', '    |     ^^^']);
    expect(shown('👩‍👩‍👧‍👦 [x]', '[x]')).toEqual(['  1 | 👩‍👩‍👧‍👦 [x]', '    |    ^^^']);
    expect(shown('a 日本 b', '日本')).toEqual(['  1 | a 日本 b', '    |   ^^^^']);
  });

  it('cuts a long line around the fault', () => {
    const text = `${'before '.repeat(40)}[fault]${' behind'.repeat(40)}`;
    const [line = '', carets = ''] = shown(text, '[fault]');
    expect(line.length).toBeLessThan(115);
    expect(line).toMatch(/^ {2}1 \| ….*…$/);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('[fault]');
  });

  it('cuts no character in two', () => {
    const [line = ''] = shown(`${'😀'.repeat(60)}[x]${'😀'.repeat(60)}`, '[x]');
    expect(Buffer.from(line).toString()).toBe(line);
  });

  it('marks the first line of a fault that runs over several', () => {
    expect(shown('a [b\nc] d', '[b\nc]')).toEqual(['  1 | a [b', '    |   ^^']);
  });

  it('points behind the end of a line where nothing is left of it', () => {
    expect(excerpt('ab', { line: 1, column: 3, endLine: 1, endColumn: 4 })).toEqual([
      '  1 | ab',
      '    |   ^',
    ]);
    expect(excerpt('', { line: 1, column: 1, endLine: 1, endColumn: 2 })).toEqual(['  1 |', '    | ^']);
  });

  it('shows control characters as symbols, so that nothing moves the cursor', () => {
    expect(shown('a\u001b[2J b\u009b1m [x]', '[x]')[0]).toBe('  1 | a\u241b[2J b\ufffd1m [x]');
  });

  it('covers what may not be shown', () => {
    const rows = excerpt('secret\nfault', new LineIndex('secret\nfault').span(7, 12), (line) =>
      line.replace('secret', '•'),
    );
    expect(rows).toEqual(['  1 | •', '  2 | fault', '    | ^^^^^']);
  });

  it('stands under the very characters of the fault, whatever the line holds', () => {
    const piece = fc.string({
      unit: fc.constantFrom('a', 'é', '日', '한', ' ', '·', 'ß', 'ｆ'),
      maxLength: 90,
    });
    fc.assert(
      fc.property(piece, piece, (before, behind) => {
        const text = `${before}[fault]${behind}`;
        const rows = excerpt(text, new LineIndex(text).span(before.length, before.length + 7));
        const [line = '', carets = ''] = rows.slice(-2);
        const column = line.indexOf('[fault]');
        expect(column).toBeGreaterThan(0);
        expect(displayWidth(line.slice(0, column))).toBe(carets.indexOf('^'));
        expect(carets.slice(carets.indexOf('^'))).toBe('^^^^^^^');
      }),
    );
  });

  it('never throws, and is never wider than its window allows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (text, a, b) => {
        const [start, end] = [Math.min(a, b) % (text.length + 1), Math.max(a, b) % (text.length + 1)];
        const rows = excerpt(text, new LineIndex(text).span(start, end));
        for (const row of rows) expect(row.length).toBeLessThan(230);
        expect(rows.at(-1)).toContain('^');
      }),
    );
  });
});
