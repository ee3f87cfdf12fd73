import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotedPrintable } from '../../../src/message/template/quoted-printable.ts';

/** RFC 2045 s.6.7, backwards. */
function decoded(text: string): Buffer {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

describe('text as quoted-printable', () => {
  it('is the text itself where it can be', () => {
    for (const plain of ['', 'Dear Jane,', ' indented', '<p>a.b</p>\r\n~']) {
      expect(quotedPrintable(plain)).toBe(plain);
    }
  });

  it('encodes what mail programs and servers would change', () => {
    expect(quotedPrintable('.')).toBe('=2E');
    expect(quotedPrintable('a\n..b\r.c')).toBe('a\r\n=2E.b\r\n=2Ec');
    expect(quotedPrintable('From here\nFrom: there')).toBe('=46rom here\r\nFrom: there');
    expect(quotedPrintable('a  b \n   c\t')).toBe('a =20b=20\r\n=20=20=20c=09');
    expect(quotedPrintable('1 = 1 ü\u007f\0')).toBe('1 =3D 1 =C3=BC=7F=00');
  });

  it('says the same bytes in lines of 75, broken between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const encoded = quotedPrintable(text);
        expect(decoded(encoded).toString()).toBe(text.replace(/\r\n|\r|\n/g, '\r\n'));
        for (const line of encoded.split('\r\n')) {
          const own = line.replace(/=$/, '');
          expect(own).toMatch(/^(?!\.|From )[ -~]{0,75}(?<! )$/);
          expect(decoded(own).toString()).not.toContain('\ufffd');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('writes half a character as the sign for one', () => {
    expect(quotedPrintable('a\ud83d')).toBe('a=EF=BF=BD');
  });
});
