import { describe, expect, it } from 'vitest';
import { codesAbout } from './fire.ts';

describe('what slipped into the end of an address', () => {
  it.each([
    'https://example.org/a.',
    'https://example.org/a,',
    'https://example.org/a;',
    'https://example.org/a)',
    'https://example.org/a_(b))',
    'https://example.org/a]',
    'https://example.org/a%20',
    'https://example.org/a%20%20',
    'https://example.org/a”',
    'https://example.org/?q=a,',
  ])('is told in %s', (url) => {
    expect(codesAbout(url)).toEqual(['link/stray-end']);
  });

  it.each([
    'https://example.org/a',
    'https://example.org/a_(b)',
    'https://en.wikipedia.org/wiki/Sherlock_(software)',
    'https://en.wikipedia.org/wiki/Acme_Inc.',
    'https://example.org/guide.html#hello,-cargo!',
    'https://example.org/_name_',
    'https://example.org/...',
    'https://example.org/a%20b',
    'https://example.org/what?',
    'https://example.org/a[1]',
  ])('is nothing in %s', (url) => {
    expect(codesAbout(url)).toEqual([]);
  });
});

describe('an address that was pasted twice', () => {
  it.each([
    'https://example.org/ahttps://example.org/a',
    'https://example.org/https://example.org',
    'http://example.org/a/http://example.org/a',
  ])('is told in %s', (url) => {
    expect(codesAbout(url)).toEqual(['link/pasted-twice']);
  });

  it.each([
    'https://example.org/url/https://example.org/a',
    'https://web.archive.org/web/2020/http://example.org/',
    'https://example.org/?from=https://example.org/',
    'https://http.example.org/http',
  ])('is nothing in %s', (url) => {
    expect(codesAbout(url)).toEqual([]);
  });
});
