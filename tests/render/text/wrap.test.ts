import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/render/text/width.ts';
import { glue, wrap } from '../../../src/render/text/wrap.ts';

describe('wrapping', () => {
  it('gives back every word, in order, on lines no longer than asked unless one word is', () => {
    const words = fc.array(fc.stringMatching(/^[a-zé’]{1,30}$/), { maxLength: 40 });
    fc.assert(
      fc.property(words, fc.integer({ min: 5, max: 80 }), (list, width) => {
        const lines = wrap(list.join(' '), width, displayWidth);
        expect(lines.join(' ').trim()).toBe(list.join(' '));
        for (const line of lines)
          if (line.includes(' ')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('fills a line before it begins another', () => {
    expect(wrap('one two three four', 9, displayWidth)).toEqual(['one two', 'three', 'four']);
    expect(wrap('one two three four', 10, displayWidth)).toEqual(['one two', 'three four']);
  });

  it('never breaks an address, nor a word from the number behind it', () => {
    const url = `https://example.org/${'long/'.repeat(20)}?a=日本語のページ`;
    expect(wrap(`see ${url} there`, 20, displayWidth)).toEqual(['see', url, 'there']);
    expect(wrap(`aaaa bbbb${glue}[1]`, 10, displayWidth)).toEqual(['aaaa', 'bbbb [1]']);
  });

  it('breaks writing without spaces between its characters, but not before a full stop or behind a bracket', () => {
    const text = '日本語の文章は、スペースなしで「続きます」。';
    for (let width = 6; width <= 30; width += 2) {
      const lines = wrap(text, width, displayWidth);
      expect(lines.join('')).toBe(text);
      for (const line of lines) {
        expect(displayWidth(line)).toBeLessThanOrEqual(width + 4);
        expect(line).not.toMatch(/^[、。」]|「$/);
      }
    }
  });

  it('keeps the line breaks that are there', () => {
    expect(wrap('a\n\nb', 10, displayWidth)).toEqual(['a', '', 'b']);
  });
});

describe('display width', () => {
  it.each([
    ['plain', 5],
    ['naïve', 5],
    ['nai\u0308ve', 5],
    ['日本', 4],
    ['한국', 4],
    ['ＡＢ', 4],
    ['👍', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['❤️', 2],
    ['“ok”—', 5],
    ['שלום', 4],
    ['a\u200bb\u200d', 2],
    ['', 0],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});
