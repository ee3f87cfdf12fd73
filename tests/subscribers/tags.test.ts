import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTags, parseTags } from '../../src/subscribers/tags.ts';
import { kept } from './arbitraries.ts';

describe('tags in one cell', () => {
  it.each([
    ['', []],
    ['press', ['press']],
    ['press, friends;old|new', ['press', 'friends', 'old', 'new']],
    ['"press","friends, old"', ['press', 'friends, old']],
    ['["press", "a, b", "press", ""]', ['press', 'a, b']],
    ['[]', []],
    ['[press], friends', ['[press]', 'friends']],
    ['[1]', ['[1]']],
  ])('%s are %j', (cell, tags) => {
    expect(parseTags(cell)).toEqual(tags);
  });

  it('are read as they were written, whatever they are', () => {
    const tag = fc.oneof(kept, fc.constantFrom('[]', '["a"]', '[', 'a|b', '"')).filter((text) => text !== '');
    fc.assert(
      fc.property(fc.uniqueArray(tag), (tags) => {
        expect(parseTags(formatTags(tags))).toEqual(tags);
      }),
    );
  });
});
