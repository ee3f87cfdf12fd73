import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadEveryLanguage, loadWords, nearestLanguage, say } from '../../src/words/words.ts';

const languages = await loadEveryLanguage();
const english = sentences(languages.get('en'));

/** Every sentence by its path: `unsubscribe.title`. */
function sentences(words: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof words === 'string') return new Map([[path, words]]);
  const inner = Object.entries(words as object).map(([name, value]) =>
    sentences(value, path === '' ? name : `${path}.${name}`),
  );
  return new Map(inner.flatMap((map) => [...map]));
}

const places = (sentence = ''): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const brackets = (sentence = ''): number => sentence.match(/\[[^\]]+\]/g)?.length ?? 0;

it('has a file for English, German, Spanish and Arabic, and knows every file', () => {
  expect([...languages.keys()].sort()).toEqual(expect.arrayContaining(['ar', 'de', 'en', 'es']));
  const files = readdirSync('src/words/languages').map((file) => file.replace('.ts', ''));
  expect([...languages.keys()].sort()).toEqual(files.sort());
});

describe.each([...languages.keys()])('in %s', (tag) => {
  const own = sentences(languages.get(tag));

  it('every sentence is there, and none too many', () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, sentence] of own) expect(sentence.trim(), path).not.toBe('');
  });

  it('every sentence has the places and the links that the English one has', () => {
    for (const [path, sentence] of english) {
      expect(places(own.get(path)), path).toEqual(places(sentence));
      expect(brackets(own.get(path)), path).toBe(brackets(sentence));
    }
  });

  it('sentences hold no markup, no straight quotes and no stray spaces', () => {
    for (const [path, sentence] of own) {
      expect(sentence, path).not.toMatch(/[<>"'&]|^\s|\s$|\s{2}/);
      expect(sentence.normalize('NFC'), path).toBe(sentence);
    }
  });
});

it('no sentence of another language was forgotten in English', () => {
  for (const [tag, words] of languages) {
    if (tag === 'en') continue;
    const same = [...sentences(words)].filter(([path, sentence]) => english.get(path) === sentence);
    expect(same, tag).toEqual([]);
  }
});

it.each([
  ['de', 'de'],
  ['de-CH', 'de'],
  ['DE-ch-1996', 'de'],
  ['ar-EG', 'ar'],
  ['fr', undefined],
  ['', undefined],
  ['d', undefined],
  ['../en', undefined],
  ['__proto__', undefined],
])('the language nearest to “%s” is %s', async (tag, nearest) => {
  expect(nearestLanguage(tag, languages.keys())).toBe(nearest);
  expect((await loadWords(tag)).tag).toBe(nearest ?? 'en');
});

it('a value is said as it is, whatever it looks like, and a place without one stays', () => {
  expect(say('{a} and {b}, {c}', { a: '{b}', b: '$&' })).toBe('{b} and $&, {c}');
  expect(say('{constructor}', {})).toBe('{constructor}');
});
