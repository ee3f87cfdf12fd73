import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../src/finding/place.ts';

describe('a line index', () => {
  it('counts lines and columns from 1', () => {
    const index = new LineIndex('ab\ncd');
    expect(index.span(0, 1)).toEqual({ line: 1, column: 1, endLine: 1, endColumn: 2 });
    expect(index.span(3, 5)).toEqual({ line: 2, column: 1, endLine: 2, endColumn: 3 });
  });

  it('takes LF, CRLF and a lone CR for line ends', () => {
    const index = new LineIndex('a\r\nb\rc\nd');
    expect([0, 3, 5, 7].map((at) => index.span(at, at + 1).line)).toEqual([1, 2, 3, 4]);
    expect([1, 2, 3, 4].map((line) => index.lineStart(line))).toEqual([0, 3, 5, 7]);
  });

  it('makes an empty stretch one column wide', () => {
    expect(new LineIndex('ab').span(1, 1)).toEqual({ line: 1, column: 2, endLine: 1, endColumn: 3 });
  });

  it('counts as splitting the text into lines does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '日', '😀', '\n', '\r\n', '\r', ' ') });
    fc.assert(
      fc.property(text, fc.nat(), (source, n) => {
        const at = n % (source.length + 1);
        if (source[at - 1] === '\r' && source[at] === '\n') return;
        const before = source.slice(0, at).split(/\r\n|\r|\n/);
        const { line, column } = new LineIndex(source).span(at, at);
        expect([line, column]).toEqual([before.length, (before.at(-1) ?? '').length + 1]);
      }),
    );
  });
});
