import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCell, writeCell } from '../../../src/subscribers/csv/cell.ts';
import { formatTags, parseTags } from '../../../src/subscribers/tags.ts';
import { kept } from '../arbitraries.ts';

describe('a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+41 31 000 00 00', "'+41 31 000 00 00"],
    ['-5', "'-5"],
    ['@you', "'@you"],
    ["'=1", "''=1"],
    ["'tis", "'tis"],
    ['a, b', '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
  ])('%s is written as %s', (text, cell) => {
    expect(writeCell(text)).toBe(cell);
  });

  it('never begins with what a spreadsheet runs, and reads back as it was', () => {
    fc.assert(
      fc.property(kept, (text) => {
        const bare = writeCell(text).replace(/^"(.*)"$/s, (_, inner: string) => inner.replaceAll('""', '"'));
        expect(bare).not.toMatch(/^[=+\-@\t\r]/);
        expect(readCell(bare)).toBe(text);
      }),
    );
  });

  it('loses what could break a header', () => {
    expect(readCell(' Anna\r\nBcc: eve@example.com\0 ')).toBe('Anna Bcc: eve@example.com');
    expect(readCell("'\t=1")).toBe('=1');
  });
});

describe('tags', () => {
  it.each([
    ['press', ['press']],
    ['press, friends', ['press', 'friends']],
    ['press;friends | press', ['press', 'friends']],
    ['"Tag, one","friends"', ['Tag, one', 'friends']],
    ['"a ""b"""', ['a "b"']],
    ['', []],
    [' , ,', []],
  ])('in %s', (cell, tags) => {
    expect(parseTags(cell)).toEqual(tags);
  });

  it('read back as they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(kept.filter((tag) => tag !== '')), (tags) => {
        expect(parseTags(formatTags(tags))).toEqual(tags);
      }),
    );
  });
});
