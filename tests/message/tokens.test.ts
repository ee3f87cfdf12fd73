import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEmailAddress } from '../../src/address/email-address.ts';
import {
  type LeaveMailbox,
  mailedAddresses,
  publicAddresses,
  readerAddresses,
} from '../../src/message/addresses.ts';
import { mailToken, tokenFromMail } from '../../src/message/mail-token.ts';
import {
  linkSigner,
  readToken,
  sampleTokens,
  signLinkTokens,
  type TokenClaim,
} from '../../src/message/tokens.ts';

const secret = 'correct horse battery staple';
const retired = 'an older secret of this newsletter';

function signToken(secrets: readonly string[], { kind, ...claim }: TokenClaim): string {
  return signLinkTokens(secrets, claim)[kind];
}

const claims: fc.Arbitrary<TokenClaim> = fc.record({
  kind: fc.constantFrom('act' as const, 'page' as const),
  list: fc.maxSafeNat(),
  subscriber: fc.maxSafeNat(),
  mailing: fc.string({ unit: 'grapheme', maxLength: 20 }),
});

describe('a token', () => {
  it('says what was signed', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        expect(readToken([secret], signToken([secret], claim))).toEqual(claim);
      }),
    );
  });

  it('is short, and fit for a link', () => {
    const token = signToken([secret], { kind: 'act', list: 3, subscriber: 123_456, mailing: 'k3x9' });
    expect(token).toMatch(/^[\w-]+$/);
    expect(token.length).toBeLessThan(40);
  });

  it('is the same for each reader of a mailing as for one alone', () => {
    const sign = linkSigner([secret], { list: 3, mailing: 'k3x9' });
    for (const subscriber of [0, 127, 128, 2 ** 40]) {
      expect(sign(subscriber)).toEqual(signLinkTokens([secret], { list: 3, mailing: 'k3x9', subscriber }));
    }
  });

  it('stays what it was in mail that is already sent', () => {
    expect(signToken([secret], { kind: 'act', list: 3, subscriber: 123_456, mailing: 'k3x9' })).toBe(
      'EAPAxAdrM3g5Fo7GdajJCaJAH7AturnOnA',
    );
  });

  it('is worth nothing once one character of it differs', () => {
    fc.assert(
      fc.property(claims, fc.nat(), fc.constantFrom(...'AZaz09-_'), (claim, at, letter) => {
        const token = signToken([secret], claim);
        const place = at % token.length;
        const forged = token.slice(0, place) + letter + token.slice(place + 1);
        fc.pre(forged !== token);
        expect(readToken([secret], forged)).toBeUndefined();
      }),
    );
  });

  it('that only opens the page cannot be turned into one that acts', () => {
    const { act, page } = signLinkTokens([secret], { list: 1, subscriber: 2, mailing: 'm' });
    expect(readToken([secret], act)).toMatchObject({ kind: 'act', subscriber: 2 });
    expect(readToken([secret], page)).toMatchObject({ kind: 'page', subscriber: 2 });
    const spliced = Buffer.concat([
      Buffer.from(act, 'base64url').subarray(0, 1),
      Buffer.from(page, 'base64url').subarray(1),
    ]);
    expect(readToken([secret], spliced.toString('base64url'))).toBeUndefined();
  });

  it('of a retired secret still works, one of another secret does not', () => {
    const claim: TokenClaim = { kind: 'page', list: 1, subscriber: 2, mailing: 'm' };
    expect(readToken([secret, retired], signToken([retired], claim))).toEqual(claim);
    expect(signToken([secret, retired], claim)).toBe(signToken([secret], claim));
    expect(readToken([secret], signToken([retired], claim))).toBeUndefined();
  });

  it('is not read out of any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readToken([secret, retired], text)).toBeUndefined();
      }),
    );
    for (const text of [
      '',
      'AAAA',
      `${signToken([secret], { kind: 'act', list: 1, subscriber: 1, mailing: '' })}=`,
    ]) {
      expect(readToken([secret], text)).toBeUndefined();
    }
    for (const sample of Object.values(sampleTokens)) expect(readToken([secret], sample)).toBeUndefined();
  });

  it('is not signed with a secret that can be guessed, nor verified with an empty one', () => {
    const claim: TokenClaim = { kind: 'page', list: 1, subscriber: 2, mailing: 'm' };
    for (const weak of [[], [''], ['short']]) {
      expect(() => signToken(weak, claim)).toThrow(expect.objectContaining({ code: 'secret/short' }));
      expect(readToken(weak, signToken([secret], claim))).toBeUndefined();
    }
  });
});

describe('the addresses of an issue', () => {
  it('carry the acting token in the header, the other in the body, and none elsewhere', () => {
    const tokens = signLinkTokens([secret], { list: 1, subscriber: 2, mailing: 'm' });
    const url = 'https://news.example.org/letters';
    expect(readerAddresses({ url }, tokens)).toEqual({
      unsubscribe: `${url}/u/${tokens.page}`,
      oneClick: `${url}/u/${tokens.act}`,
    });
    expect(publicAddresses(url, 'föö bar')).toEqual({
      forward: `${url}/forward/f%C3%B6%C3%B6%20bar`,
      subscribe: `${url}/subscribe`,
      webCopy: `${url}/issues/f%C3%B6%C3%B6%20bar`,
      archive: `${url}/issues`,
    });
  });

  it('are mails to the mailbox where there are no pages, and both where there are', () => {
    const tokens = signLinkTokens([secret], { list: 1, subscriber: 2, mailing: 'm' });
    const [act, page] = [mailToken(tokens.act), mailToken(tokens.page)];
    const unsubscribe = mailboxOf('leave@news.example.org', 'address');
    expect(readerAddresses({ unsubscribe }, tokens)).toEqual({
      unsubscribe: `mailto:leave+${page}@news.example.org?subject=unsubscribe`,
      oneClick: `mailto:leave+${act}@news.example.org?subject=unsubscribe`,
    });
    expect(mailedAddresses({ unsubscribe }, 'x')).toEqual({
      subscribe: 'mailto:leave@news.example.org?subject=subscribe',
    });
    const url = 'https://news.example.org';
    expect(readerAddresses({ url, unsubscribe: mailboxOf('leave@example.org', 'subject') }, tokens)).toEqual({
      unsubscribe: `${url}/u/${tokens.page}`,
      oneClick: `${url}/u/${tokens.act}`,
      leaveMail: `mailto:leave@example.org?subject=unsubscribe%20${act}`,
    });
  });

  it('have local parts no longer than RFC 5321 allows, for any reader there can be', () => {
    const unsubscribe = mailboxOf('newsletter-off@example.org', 'address');
    const most = { list: 2 ** 14 - 1, subscriber: 2 ** 35 - 1, mailing: 'abcdef' };
    const { oneClick } = readerAddresses({ unsubscribe }, signLinkTokens([secret], most));
    expect(new URL(oneClick).pathname.split('@')[0]?.length).toBeLessThanOrEqual(64);
  });
});

function mailboxOf(text: string, tokenIn: LeaveMailbox['tokenIn']): LeaveMailbox {
  const parsed = parseEmailAddress(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return { mailbox: parsed.address, tokenIn };
}

describe('a token in a mail', () => {
  it('is read again whatever becomes of its capitals', () => {
    fc.assert(
      fc.property(claims, fc.func(fc.boolean()), (claim, isCapital) => {
        const token = signToken([secret], claim);
        const written = [...mailToken(token)].map((c, i) => (isCapital(i) ? c.toUpperCase() : c)).join('');
        expect(mailToken(token)).toMatch(/^[a-z2-7]+$/);
        expect(tokenFromMail(written)).toBe(token);
      }),
    );
  });

  it('is worth nothing once one character of it differs', () => {
    fc.assert(
      fc.property(claims, fc.nat(), fc.constantFrom(...'abcxyz234567-@é'), (claim, at, letter) => {
        const written = mailToken(signToken([secret], claim));
        const place = at % written.length;
        const forged = written.slice(0, place) + letter + written.slice(place + 1);
        fc.pre(forged !== written);
        expect(readToken([secret], tokenFromMail(forged) ?? '')).toBeUndefined();
      }),
    );
  });

  it('has one spelling only, though its last character has bits to spare', () => {
    const written = mailToken(signToken([secret], { kind: 'act', list: 1, subscriber: 1, mailing: '' }));
    const letters = 'abcdefghijklmnopqrstuvwxyz234567';
    const others = [...letters]
      .map((last) => written.slice(0, -1) + last)
      .filter((other) => other !== written);
    expect(others.map(tokenFromMail).filter((token) => readToken([secret], token ?? ''))).toEqual([]);
  });

  it('is read out of no other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readToken([secret, retired], tokenFromMail(text) ?? '')).toBeUndefined();
      }),
    );
  });
});
