import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/finding/nearest.ts';

describe('the nearest word', () => {
  it.each([
    ['skils', ['skills', 'sense'], 'skills'],
    ['frist_name', ['first_name', 'last_name'], 'first_name'],
    ['preveiw', ['title', 'preview'], 'preview'],
    ['Title', ['title'], 'title'],
    ['warn', ['note', 'tip', 'warning'], 'warning'],
    ['replyto', ['reply', 'replyTo'], 'replyTo'],
  ])('to %s is found', (word, known, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it.each([
    ['elephant', ['title', 'preview']],
    ['1', ['2', '3']],
    ['a', ['b']],
    ['anything', []],
  ])('to %s is none where none is near', (word, known) => {
    expect(nearest(word, known)).toBeUndefined();
  });

  it('is the word itself where it is known', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 3, maxLength: 12 }), { minLength: 1 }), (known) => {
        const word = known[0] as string;
        expect(nearest(word, known)?.toLowerCase().startsWith(word.toLowerCase())).toBe(true);
      }),
    );
  });

  it('is found with one letter swapped, lost or doubled', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,12}$/), fc.nat({ max: 4 }), (word, at) => {
        const swapped = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
        const lost = word.slice(0, at) + word.slice(at + 1);
        const doubled = word.slice(0, at) + word[at] + word.slice(at);
        for (const typed of [swapped, lost, doubled]) expect(nearest(typed, [word])).toBe(word);
      }),
    );
  });

  it('of many labels is found quickly', () => {
    const labels = Array.from({ length: 5000 }, (_, i) => `a label that is long enough, number ${i}`);
    for (let i = 0; i < 100; i += 1) expect(nearest(`no such thing ${i}`, labels)).toBeUndefined();
  });
});
