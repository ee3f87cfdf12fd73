import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfAddress } from '../../../src/check/links/address-fault.ts';

function codeOf(url: string): string | undefined {
  return faultOfAddress(url)?.code;
}

describe('an address', () => {
  it.each([
    'https://example.org',
    'http://example.org/a?b=c#d',
    'HTTPS://EXAMPLE.ORG/',
    'https://example.org:8443/x',
    'https://bücher.example.org/straße',
    'https://example.org/a(b)c',
    'https://example.org/path/https://other.example.org/',
    'https://example.org/?url=http://x.example',
    'https://example.org/TODO',
    'https://example.org/link_here',
    'https://web.archive.org/web/2020/http://example.org/',
    'https://user@example.org/',
    'http://127.0.0.1:4321/',
    'https://www.url.com/',
    'https://here.com',
    'https://xxx.example.org',
    'https://example.org/%7B%7Bx%7D%7D',
    'mailto:a@example.org',
    'mailto:a.b+c@example.org?subject=Hello%20there',
    'mailto:a@example.org,b@example.com',
    'mailto:?subject=Read%20this&body=https://example.org',
    'tel:+41000000000',
    'sms:+41000000000',
  ])('%s is well', (url) => {
    expect(faultOfAddress(url)).toBeUndefined();
  });

  it.each([
    ['', 'link/empty'],
    ['   ', 'link/empty'],
    ['https://example.org/{{name}}', 'link/field'],
    ['#', 'link/placeholder'],
    ['TODO', 'link/placeholder'],
    ['todo', 'link/placeholder'],
    ['tbd', 'link/placeholder'],
    ['xxx', 'link/placeholder'],
    ['URL', 'link/placeholder'],
    ['link', 'link/placeholder'],
    ['...', 'link/placeholder'],
    ['…', 'link/placeholder'],
    ['http://todo', 'link/placeholder'],
    ['https://url/', 'link/placeholder'],
    ['https://…', 'link/placeholder'],
    ['LINK_HERE', 'link/placeholder'],
    ['REDDIT_LINK_HERE', 'link/placeholder'],
    ['INSERT_URL', 'link/placeholder'],
    ['insert link', 'link/placeholder'],
    ['your-link', 'link/placeholder'],
    ['[url]', 'link/placeholder'],
    ['<link>', 'link/placeholder'],
    ['javascript:alert(1)', 'link/unsafe'],
    ['JavaScript:alert(1)', 'link/unsafe'],
    [' javascript:alert(1)', 'link/unsafe'],
    ['java\tscript:alert(1)', 'link/unsafe'],
    ['java\nscript:alert(1)', 'link/unsafe'],
    ['\u0001javascript:alert(1)', 'link/unsafe'],
    ['data:text/html,x', 'link/unsafe'],
    ['vbscript:x', 'link/unsafe'],
    ['file:///etc/hosts', 'link/unsafe'],
    ['ttps://example.org', 'link/misspelt'],
    ['ttp://example.org', 'link/misspelt'],
    ['htp://example.org', 'link/misspelt'],
    ['htps://example.org', 'link/misspelt'],
    ['hhttps://example.org', 'link/misspelt'],
    ['httpss://example.org', 'link/misspelt'],
    ['htttps://example.org', 'link/misspelt'],
    ['https//example.org', 'link/misspelt'],
    ['https:/example.org', 'link/misspelt'],
    ['https:///example.org', 'link/misspelt'],
    ['http;//example.org', 'link/misspelt'],
    ['https ://example.org', 'link/misspelt'],
    ['https: //example.org', 'link/misspelt'],
    ['https://https://example.org', 'link/misspelt'],
    ['http://https//example.org', 'link/misspelt'],
    ['/page', 'link/relative'],
    ['page.html', 'link/relative'],
    ['./page', 'link/relative'],
    ['../page', 'link/relative'],
    ['?q=a', 'link/relative'],
    ['#section', 'link/relative'],
    ['//example.org', 'link/relative'],
    ['www.example.org', 'link/relative'],
    ['example.org', 'link/relative'],
    ['example.org:8080/x', 'link/relative'],
    ['a@example.org', 'link/mailto'],
    ['mailto:nobody', 'link/broken'],
    ['mailto:', 'link/broken'],
    ['mailto:a@b', 'link/broken'],
    ['mailto:a@example.org,', 'link/broken'],
    ['mailto:a@example.org b', 'link/broken'],
    ['mailto:?', 'link/broken'],
    ['http://', 'link/broken'],
    ['https://exa mple.org', 'link/broken'],
    ['https://example.org/a b', 'link/broken'],
    ['https://[broken', 'link/broken'],
    ['irc://irc.example.org/x', 'link/scheme'],
    ['ftp://example.org', 'link/scheme'],
  ])('%j is a fault: %s', (url, code) => {
    expect(codeOf(url)).toBe(code);
  });

  it.each([
    ['ttps://example.org/a', 'Did you mean https://example.org/a?'],
    ['htp://example.org', 'Did you mean http://example.org?'],
    ['https:/example.org', 'Did you mean https://example.org?'],
    ['https: //example.org', 'Did you mean https://example.org?'],
    ['https://http://example.org', 'Did you mean http://example.org?'],
    ['http://https//example.org', 'Did you mean https://example.org?'],
    ['www.example.org', 'Write https://www.example.org.'],
    ['amzn.to/x', 'Write https://amzn.to/x.'],
    ['//example.org', 'Write https://example.org.'],
    ['a@example.org', 'Write mailto:a@example.org.'],
  ])('%s is mended by its advice: %s', (url, advice) => {
    expect(faultOfAddress(url)?.advice).toBe(advice);
    const meant = advice.replace(/^(?:Did you mean|Write) /, '').slice(0, -1);
    expect(faultOfAddress(meant)).toBeUndefined();
  });

  it.each(['notes.md', 'index.html', 'intro.md#top', 'img/a.png'])('%s is not taken for a host', (url) => {
    expect(faultOfAddress(url)?.advice).toContain('beginning with https://');
  });

  it('of the web is well however it is made', () => {
    const web = fc.webUrl({ withFragments: true, withQueryParameters: true });
    fc.assert(
      fc.property(web, (url) => {
        expect(faultOfAddress(url)).toBeUndefined();
      }),
    );
  });

  it('that a browser would run is never well, whatever stands before or between its letters', () => {
    const junk = fc.string({
      unit: fc.constantFrom('\t', '\n', '\r', ' ', '\u0000', '\u001f'),
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(junk, { minLength: 11, maxLength: 11 }), (junks) => {
        const url = [...'javascript:'].map((letter, i) => (junks[i] ?? '') + letter).join('');
        const runs = URL.canParse(url) && new URL(url).protocol === 'javascript:';
        if (runs) expect(codeOf(`${url}alert(1)`)).toBe('link/unsafe');
      }),
    );
  });

  it('of any kind is judged without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (url) => void faultOfAddress(url)));
  });
});
