import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skeleton } from '../../../src/check/links/confusable.ts';
import { codesAbout } from './fire.ts';

describe('a host that looks like another', () => {
  it.each([
    ['https://pаypal.com/', 'one Cyrillic letter'],
    ['https://аррӏе.com/', 'Cyrillic letters only'],
    ['https://xn--80ak6aa92e.com/', 'the same as it goes over the wire'],
    ['https://gοοgle.com/', 'Greek letters'],
    ['https://exаmple.org/', 'a name that is not known, in two scripts'],
    ['https://paypa1.com/', 'a digit'],
    ['https://g00gle.com/', 'two digits'],
    ['https://rnicrosoft.com/', 'two letters for one'],
    ['https://gïthub.com/', 'an accent'],
    ['https://login.ɡoogle.com/', 'a letter of phonetics'],
  ])('%s is doubted: %s', (url) => {
    expect(codesAbout(url)).toEqual(['link/look-alike']);
  });

  it.each([
    'https://paypal.com/',
    'https://www.google.co.uk/',
    'https://bücher.example.org/',
    'https://москва.рф/',
    'https://правда.com/',
    'https://ουτοπία.gr/',
    'https://日本語.jp/',
    'https://東京タワー.jp/',
    'https://toyotaの店.jp/',
    'https://한국.kr/',
    'https://cafeไทย.example.org/',
    'https://مثال.example.org/',
    'https://straße.de/',
    'https://10.example.org/',
    'https://modernize.example.org/',
    'https://savvy.example.com/',
    'https://news.example.org/',
  ])('%s is not', (url) => {
    expect(codesAbout(url)).toEqual([]);
  });

  it('a name has the skeleton of itself, whatever it is', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        expect(skeleton(skeleton(domain))).toBe(skeleton(domain));
      }),
    );
  });
});
