import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainValue } from '../../../src/subscribers/joining/plain-value.ts';

describe('what a stranger says of themselves', () => {
  it.each([
    'Ana',
    'Zoë Keller-Müller',
    'O’Brien',
    "D'Arcy",
    'J. R. R. Keller',
    'St. Gallen',
    'Müller & Söhne AG',
    'Jean-Luc, Dr.',
    'محمد علی',
    'علی\u200cرضا',
    'マリア・スミス',
    'Gal·la Vidal',
    'Nguyễn Thị Ánh',
    '',
  ])('is taken as it is: %j', (name) => {
    expect(plainValue(` ${name} `)).toEqual({ ok: true, value: name.normalize('NFC') });
  });

  it.each([
    ['https://example.com', 'link'],
    ['Win at example.com', 'link'],
    ['win at EXAMPLE.COM now', 'link'],
    ['ｅｘａｍｐｌｅ．ｃｏｍ', 'link'],
    ['例え。テスト', 'link'],
    ['example。com', 'link'],
    ['example․com', 'link'],
    ['www example', 'link'],
    ['mailto:ana', 'link'],
    ['ana@example', 'link'],
    ['ana＠example', 'link'],
    ['//example', 'link'],
    ['<b>Ana</b>', 'sign'],
    ['＜b＞', 'sign'],
    ['[Win](x)', 'sign'],
    ['{{first_name}}', 'sign'],
    ['&#60;b', 'sign'],
    ['&lt;', 'sign'],
    ['Ana\r\nBcc: b', 'sign'],
    ['An\u0000a', 'sign'],
    ['A\u202ena', 'sign'],
    ['A\u2028na', 'sign'],
    ['A\u200bna', 'sign'],
    ['x'.repeat(81), 'long'],
  ])('is refused where it could be a link, markup or a trick: %j', (text, fault) => {
    expect(plainValue(text)).toEqual({ ok: false, fault });
  });

  const word = fc.stringMatching(/^[a-z]{2,8}$/);
  it('is refused with any domain or address in it, in whatever letters and company', () => {
    const wide = (text: string): string =>
      text.replace(/[a-z.@]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(
        fc.tuple(word, word, word, word),
        fc.constantFrom('.', '@', '://', ':', '/'),
        fc.boolean(),
        ([before, host, top, after], join, isWide) => {
          const link = isWide ? wide(host + join + top) : host + join + top;
          expect(plainValue(`${before} ${link} ${after}`).ok).toBe(false);
        },
      ),
    );
  });

  it('never comes out with what a link, a tag, a header or a hidden turn is made of', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'<>&;:/@.{}[]\r\n\t\0\u202e\u2066\u200b\u2028aZé字 ', '＜', '．', '。', '：'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 30,
    });
    fc.assert(
      fc.property(nasty, (text) => {
        const read = plainValue(text);
        if (!read.ok) return;
        expect(read.value).not.toMatch(/[<>{}[\]:@/\\`\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        expect(read.value.normalize('NFKC')).not.toMatch(/[<>:@/]|[a-z0-9]\.[a-z0-9]{2}/iu);
        expect(plainValue(read.value)).toEqual(read);
      }),
      { numRuns: 2_000 },
    );
  });
});
