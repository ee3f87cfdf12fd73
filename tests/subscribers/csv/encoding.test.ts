import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectDelimiter } from '../../../src/subscribers/csv/delimiter.ts';
import { detectEncoding, inUtf8 } from '../../../src/subscribers/csv/encoding.ts';

const text = 'E-Mail;Vorname\r\nzoe@example.org;Zoë\r\njose@example.net;José 漢字 🎉\r\n';

function utf16(words: string, big: boolean): Buffer {
  const bytes = Buffer.from(words, 'utf16le');
  return big ? bytes.swap16() : bytes;
}

async function read(bytes: Buffer, size = 3): Promise<string> {
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const found: Buffer[] = [];
  for await (const piece of inUtf8(pieces(), detectEncoding(bytes, true))) found.push(piece);
  return Buffer.concat(found).toString();
}

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8', Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE', utf16(`\ufeff${text}`, false)],
    ['UTF-16BE', utf16(`\ufeff${text}`, true)],
    ['UTF-16LE', utf16(text, false)],
    ['UTF-16BE', utf16(text, true)],
  ])('is found to be %s', async (encoding, bytes) => {
    expect(detectEncoding(bytes, true).encoding).toBe(encoding);
    expect(await read(bytes)).toBe(text);
  });

  it('is Windows-1252 when it cannot be UTF-8', async () => {
    const bytes = Buffer.from('email,name\nzoe@example.org,Zo\xeb \x96 caf\xe9\n', 'latin1');
    expect(detectEncoding(bytes, true).encoding).toBe('Windows-1252');
    expect(await read(bytes)).toBe('email,name\nzoe@example.org,Zoë – café\n');
  });

  it('is UTF-8 also where the part looked at ends within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (words, n) => {
        const bytes = Buffer.from(`email${words.replaceAll('\0', '')}`);
        const cut = bytes.subarray(0, 5 + (n % (bytes.length - 4)));
        expect(detectEncoding(cut, false).encoding).toBe('UTF-8');
      }),
    );
  });
});

describe('the delimiter of a file', () => {
  it.each([
    [',', 'email,name\n'],
    [';', 'email;"name, first"\n'],
    ['\t', '\n\nemail\tname\n'],
    ['|', 'email|name|a,b\n'],
    [',', 'email\n'],
    [',', ''],
    [';', 'sep=;\nemail;a,b,c,d\n'],
    [',', '"a;b;c;\nd",email,name\n'],
  ])('is %j in %j', (delimiter, start) => {
    expect(detectDelimiter(start)).toBe(delimiter);
  });
});
