import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/finding/width.ts';

describe('the width of a text on a terminal', () => {
  it.each([
    ['abc', 3],
    ['日本語', 6],
    ['ｆｕｌｌ', 8],
    ['한글', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['😀', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['🇨🇭', 2],
    ['❤️', 2],
    ['שלום', 4],
    ['', 0],
  ])('of %s is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('of single letters is what Python’s Unicode tables say', () => {
    const letters = [...'aßñЖλא我あァ가Ａ１。、「」《—…“”€°×'];
    const script =
      'import sys,unicodedata;print("".join("2" if unicodedata.east_asian_width(c) in "WF" else "1" for c in sys.argv[1]))';
    const said = execFileSync('python3', ['-c', script, letters.join('')], { encoding: 'utf8' }).trim();
    expect(letters.map((letter) => String(displayWidth(letter))).join('')).toBe(said);
  });
});
