import { describe, expect, it } from 'vitest';
import { longDate } from '../../src/render/long-date.ts';
import { directionOf } from '../../src/render/setting.ts';
import { linkAddress, webAddress } from '../../src/render/url.ts';

describe('the direction of a language', () => {
  it.each([
    ['en', 'ltr'],
    ['ar', 'rtl'],
    ['ar-EG', 'rtl'],
    ['he', 'rtl'],
    ['fa-IR', 'rtl'],
    ['UR', 'rtl'],
    ['az-Arab', 'rtl'],
    ['ar-Latn', 'ltr'],
    ['ku', 'ltr'],
    ['ku-Arab-IQ', 'rtl'],
    ['de-CH', 'ltr'],
    ['', 'ltr'],
  ])('%s is %s', (lang, dir) => {
    expect(directionOf(lang)).toBe(dir);
  });
});

describe('a date', () => {
  it.each([
    ['2016-10-24', 'en-GB', '24 October 2016'],
    ['2016-10-24', 'de', '24. Oktober 2016'],
    ['2016-10-24', 'und', '24 October 2016'],
    ['2016-10-24', '"><', '24 October 2016'],
    ['2016-13-24', 'en', '2016-13-24'],
    ['soon', 'en', 'soon'],
  ])('%s in %s reads %s', (date, lang, words) => {
    expect(longDate(date, lang)).toBe(words);
  });
});

describe('an address', () => {
  it.each([
    ['https://example.org/a?b=c&d#e', 'https://example.org/a?b=c&d#e'],
    [' http://example.org/a b\n', 'http://example.org/a%20b'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
    ['tel:+41', 'tel:+41'],
    ['HTTPS://EXAMPLE.ORG', 'HTTPS://EXAMPLE.ORG'],
    ['https://', undefined],
    ['http:example.org', undefined],
    ['mailto:', undefined],
    ['javascript:alert(1)', undefined],
    ['java\nscript:alert(1)', undefined],
    ['example.org', undefined],
    ['', undefined],
  ])('%j leads to %j', (url, address) => {
    expect(linkAddress(url)).toBe(address);
  });

  it('of a picture is http or https', () => {
    expect(webAddress('tel:+41')).toBeUndefined();
    expect(webAddress('https://example.org/a.png')).toBe('https://example.org/a.png');
  });
});
