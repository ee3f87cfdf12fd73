import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMailbox, parseMailbox } from '../../src/address/mailbox.ts';
import { emailAddresses } from './arbitraries.ts';

describe('a mailbox', () => {
  it.each([
    ['News + Notes <hello@news.example.org>', 'News + Notes', 'hello@news.example.org'],
    ['"Keller, Zoë" <zoe@example.org>', 'Keller, Zoë', 'zoe@example.org'],
    ['"A \\"B\\" \\\\ C" <a@example.org>', 'A "B" \\ C', 'a@example.org'],
    ['  anna@example.org ', '', 'anna@example.org'],
    ['<anna@example.org>', '', 'anna@example.org'],
    ['anna@example.org <Anna@Example.org>', '', 'Anna@example.org'],
    ['Dr. Anna   Keller<anna@bücher.example.net>', 'Dr. Anna Keller', 'anna@xn--bcher-kva.example.net'],
    ['"a <b@example.com>" <c@example.org>', 'a <b@example.com>', 'c@example.org'],
  ])('reads %s', (text, name, address) => {
    expect(parseMailbox(text)).toEqual({ ok: true, mailbox: { name, address } });
  });

  it.each([
    ['Anna <anna@example.org>, Bob <bob@example.org>', 'should read: Name <address>'],
    ['a@example.org, b@example.org', 'has a space in it'],
    [
      'a@example.org b <c@example.org>',
      'has a name with , ; : @ or brackets in it; put the name in quotation marks',
    ],
    [
      'Keller, Zoë <z@example.org>',
      'has a name with , ; : @ or brackets in it; put the name in quotation marks',
    ],
    [
      'Friends: a <a@example.org>',
      'has a name with , ; : @ or brackets in it; put the name in quotation marks',
    ],
    ['"Anna <anna@example.org>', 'has a quotation mark that is not closed around the whole name'],
    ['Anna <anna@example.org> (home)', 'should read: Name <address>'],
    ['Anna <anna>', 'has no @'],
    ['Anna\r\nBcc: eve@example.com <anna@example.org>', 'holds a line break or control character'],
    ['', 'is empty'],
    ['Anna <>', 'is empty'],
  ])('refuses %j', (text, fault) => {
    expect(parseMailbox(text)).toEqual({ ok: false, fault });
  });

  it('is read back from how it is shown', () => {
    const names = fc.string({ unit: 'grapheme', maxLength: 20 }).map((name) =>
      name
        .replace(/[\p{Cc}\u2028\u2029]/gu, '')
        .replace(/\s+/gu, ' ')
        .trim(),
    );
    fc.assert(
      fc.property(names, emailAddresses(), (name, address) => {
        fc.pre(name.toLowerCase() !== address.toLowerCase());
        expect(parseMailbox(formatMailbox({ name, address }))).toEqual({
          ok: true,
          mailbox: { name, address },
        });
      }),
    );
  });
});
