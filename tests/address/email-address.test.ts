import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressKey,
  displayAddress,
  domainOf,
  needsSmtpUtf8,
  parseEmailAddress,
} from '../../src/address/email-address.ts';
import { address } from './address.ts';
import { emailAddresses } from './arbitraries.ts';

function faultOf(text: string): string {
  const parsed = parseEmailAddress(text);
  return parsed.ok ? `(none: ${parsed.address})` : parsed.fault;
}

describe('an e-mail address', () => {
  it.each([
    ['anna@example.org', 'anna@example.org'],
    ['Anna.Keller@EXAMPLE.org', 'Anna.Keller@example.org'],
    ['peter+bounce@example.com', 'peter+bounce@example.com'],
    ["o'neil@example.com", "o'neil@example.com"],
    ['zoë@bücher.example.net', 'zoë@xn--bcher-kva.example.net'],
    ['a@xn--bcher-kva.example.net', 'a@xn--bcher-kva.example.net'],
    ['用户@例子.example.org', '用户@xn--fsqu00a.example.org'],
    ['a@some.newsuffix', 'a@some.newsuffix'],
    ['a@straße.example', 'a@xn--strae-oqa.example'],
  ])('reads %s', (text, expected) => {
    expect(parseEmailAddress(text)).toEqual({ ok: true, address: expected });
  });

  it.each([
    ['', 'is empty'],
    ['bob', 'has no @'],
    ['bob@@example.org', 'has more than one @'],
    ['@example.org', 'has nothing before the @'],
    ['bob@', 'has nothing after the @'],
    ['bob@example.org.', 'ends with a dot'],
    ['.bob@example.org', 'starts with a dot'],
    ['bob.@example.org', 'has a dot just before the @'],
    ['bob@.example.org', 'has a dot just after the @'],
    ['bob..b@example.org', 'has two dots in a row'],
    ['bob@example..org', 'has two dots in a row'],
    ['bob@localhost', 'has no dot after the @'],
    ['bob @example.org', 'has a space in it'],
    ['bob\u00a0@example.org', 'has a space in it'],
    ['bob@example.org\r\nBcc: eve@example.com', 'holds a line break or control character'],
    ['bob\u200b@example.org', 'holds an invisible or broken character'],
    ['bob\ud800@example.org', 'holds an invisible or broken character'],
    ['"bob"@example.org', 'has quotation marks in it'],
    ['bob@example.org, eve@example.com', 'has a space in it'],
    ['bob@example.org,eve@example.com', 'has a comma or semicolon in it, as if it were two addresses'],
    ['bob(home)@example.org', 'has a comment in round brackets'],
    ['bob@[127.0.0.1]', 'has a number in square brackets where a domain should be'],
    ['bob@127.0.0.1', 'ends in a number'],
    ['bob@1.0x7f', 'ends in a number'],
    ['bob@-a.example', 'has a domain with a hyphen or sign where none may be'],
    ['bob@a-.example', 'has a domain with a hyphen or sign where none may be'],
    ['bob@a_b.example', 'has a character in its domain that no domain has'],
    ['bob@%61.example', 'has a character in its domain that no domain has'],
    ['bob@xn--\u00fc.example', 'has a domain that cannot exist'],
    ['bob@xn--zz--.example', 'has a domain that cannot exist'],
    ['bob@xn--example.com', 'has a domain that cannot exist'],
    [`${'a'.repeat(65)}@example.org`, 'has more than 64 octets before the @'],
    [`${'ü'.repeat(33)}@example.org`, 'has more than 64 octets before the @'],
    [`a@${'b'.repeat(64)}.org`, 'has more than 63 letters between two dots'],
    [`a@${'bb.'.repeat(90)}org`, 'has a domain longer than 253 letters'],
    [`${'a'.repeat(60)}@${'bb.'.repeat(65)}org`, 'is longer than the 254 octets mail allows'],
  ])('refuses %j: %s', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it('is the same when what was read is read again', () => {
    fc.assert(
      fc.property(emailAddresses(), (found) => {
        expect(parseEmailAddress(found)).toEqual({ ok: true, address: found });
        expect(parseEmailAddress(displayAddress(found))).toEqual({ ok: true, address: found });
      }),
    );
  });

  it('holds one @, no white space and nothing a header could be broken with, whatever was given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearAddresses()), (text) => {
        const parsed = parseEmailAddress(text);
        if (parsed.ok)
          expect(parsed.address).toMatch(/^[^@\s\p{Cc}\p{Cf}\p{Cs}"<>,;:()[\]\\]+@[a-z0-9.-]+$/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a key that other spellings share and that is its own key', () => {
    expect(addressKey(address('Jose\u0301@EXAMPLE.org'))).toBe(addressKey(address('JOSÉ@example.org')));
    fc.assert(
      fc.property(emailAddresses(), (found) => {
        const key = addressKey(found);
        expect(addressKey(key as typeof found)).toBe(key);
      }),
    );
  });

  it('needs SMTPUTF8 only for what stands before the @', () => {
    expect(needsSmtpUtf8(address('anna@bücher.example.net'))).toBe(false);
    expect(needsSmtpUtf8(address('zoë@example.net'))).toBe(true);
  });

  it('is shown with its domain as people read it', () => {
    expect(displayAddress(address('anna@xn--bcher-kva.example.net'))).toBe('anna@bücher.example.net');
    expect(domainOf(address('anna@bücher.example.net'))).toBe('xn--bcher-kva.example.net');
  });
});

/** Texts that look like addresses, with something awkward in them. */
function nearAddresses(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      'b.c',
      '.',
      '..',
      '@',
      '"',
      '<',
      '>',
      ',',
      ';',
      ' ',
      '\r\n',
      '\0',
      '\u2028',
      '\ufeff',
    ),
    fc.constantFrom(
      'ü',
      'ß',
      '。',
      '＠',
      '%40',
      'xn--',
      '[1.2.3.4]',
      '(x)',
      '\\',
      ':',
      'example.org',
      '\u202e',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  return fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
}
