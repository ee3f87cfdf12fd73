import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headSize } from '../../src/inbox/arrived.ts';
import { readHeader } from '../../src/inbox/header.ts';
import { type Understood, understand } from '../../src/inbox/understand.ts';
import { linkSigner } from '../../src/message/tokens.ts';
import { mail, request, secret, writtenToken } from './messages.ts';

async function read(raw: string | Buffer): Promise<Understood> {
  const header = await readHeader(Buffer.from(raw).subarray(0, headSize));
  return header ? understand(header, [secret]) : { kind: 'unclear', why: 'longHeader' };
}

const token = writtenToken(7);
const leaves = { kind: 'leave', claim: { list: 1, subscriber: 7 } };

describe('a request', () => {
  it.each([
    ['in the address it was sent to', request(token)],
    ['in the subject', mail('To: leave@news.example.org', `Subject: unsubscribe ${token}`)],
    ['in an answer', mail('To: leave@news.example.org', `Subject: AW: Re: unsubscribe ${token}`)],
    ['in what the server notes', mail('To: undisclosed:;', `Delivered-To: leave+${token}@news.example.org`)],
    ['in X-Original-To', mail(`X-Original-To: leave+${token}@news.example.org`)],
    ['in a name beside it', mail(`To: "leave+${token}@x" <leave+${token}@news.example.org>`)],
    [
      'in an encoded subject',
      mail(`Subject: =?utf-8?q?unsubscribe_${token.slice(0, 20)}?=\r\n =?utf-8?q?${token.slice(20)}?=`),
    ],
    ['of the body’s link', request(writtenToken(7, 'page'))],
    ['with bare line feeds', request(token).replaceAll('\r\n', '\n')],
    ['with no body and no line end', `To: leave+${token}@news.example.org`],
    ['more than once, for one reader', request(token, `Delivered-To: leave+${writtenToken(7, 'page')}@x`)],
    ['that says no machine wrote it', request(token, 'Auto-Submitted: no')],
    ['that a mail program wrote for its user', request(token, 'Auto-Submitted: auto-generated')],
  ])('is a genuine token %s', async (_, raw) => {
    expect(await read(raw)).toMatchObject(leaves);
  });

  it('is understood whatever becomes of its capitals, its folding, and whatever stands around it', async () => {
    const junk = fc
      .array(fc.tuple(fc.stringMatching(/^X-[A-Za-z]{1,12}$/), fc.string({ unit: 'binary', maxLength: 60 })))
      .map((fields) => fields.map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.func(fc.boolean()),
        fc.constantFrom('', '\r\n ', '\r\n\t'),
        junk,
        junk,
        async (subscriber, isCapital, fold, before, behind) => {
          const written = [...writtenToken(subscriber)]
            .map((c, i) => (isCapital(i) ? c.toUpperCase() : c))
            .join('');
          const to = `To: ${fold}Leave <${fold}LEAVE+${written}@news.example.org>,${fold} x@example.net`;
          expect(await read(mail(...before, to, ...behind))).toMatchObject({
            kind: 'leave',
            claim: { subscriber },
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('no request', () => {
  const forged = `a${token.slice(1, -4)}${token.at(-4) === 'b' ? 'c' : 'b'}${token.slice(-3)}`;
  it.each([
    ['a forged token', 'forged', request(forged)],
    ['a token of another newsletter', 'forged', request(forgedByOthers())],
    ['tokens of two readers', 'several', request(token, `Cc: leave+${writtenToken(8)}@news.example.org`)],
    [
      'a word without a token',
      'wantsToLeave',
      mail('To: leave@news.example.org', 'Subject: Unsubscribe me!'),
    ],
    ['a wish to subscribe', 'wantsToSubscribe', mail('To: leave@news.example.org', 'Subject: subscribe')],
    ['anything else', 'noToken', mail('To: leave@news.example.org', 'Subject: Cheap watches')],
    ['a token in the body only', 'noToken', `Subject: x\r\n\r\nunsubscribe ${token}`],
    ['a token that is who it is from', 'noToken', mail(`From: leave+${token}@news.example.org`)],
    [
      'a complaint',
      'complaint',
      request(token, 'Content-Type: multipart/report; report-type=feedback-report; boundary=x'),
    ],
  ])('is %s, which is left to a person', async (_, why, raw) => {
    expect(await read(raw)).toEqual({ kind: 'unclear', why });
  });

  it.each([
    ['says so', request(token, 'Auto-Submitted: auto-replied')],
    ['says so in many words', request(token, 'Auto-Submitted: auto-replied (vacation); owner-email="x"')],
    [
      'quotes the subject',
      mail(`Subject: Automatic reply: unsubscribe ${token}`, 'Auto-Submitted: auto-generated'),
    ],
    ['says nothing but that it is one', mail(`Subject: Out of Office: unsubscribe ${token}`)],
    ['says so in German', mail(`Subject: Automatische Antwort: unsubscribe ${token}`)],
    ['is of an old kind', mail(`Subject: Re: unsubscribe ${token}`, 'Precedence: auto_reply')],
    ['answers a mail', request(token, 'Auto-Submitted: auto-generated', 'In-Reply-To: <x@news.example.org>')],
    ['has no sender', mail(`Subject: Re: unsubscribe ${token}`, 'Return-Path: <>')],
    ['is a receipt', request(token, 'Content-Type: multipart/report; report-type=disposition-notification')],
  ])('is an answer of a machine that %s', async (_, raw) => {
    expect(await read(raw)).toEqual({ kind: 'automatic' });
  });

  it.each([
    [
      'a report',
      request(token, 'Content-Type: multipart/report;\r\n report-type="delivery-status"; boundary=x'),
    ],
    ['an old one', request(token, 'X-Failed-Recipients: ann@example.org')],
    ['one by its sender', mail('From: MAILER-DAEMON@example.org', `To: leave+${token}@news.example.org`)],
  ])('is a bounce: %s', async (_, raw) => {
    expect(await read(raw)).toEqual({ kind: 'bounce' });
  });
});

function forgedByOthers(): string {
  const { act } = linkSigner(['another newsletter’s secret, as long'], { list: 1, mailing: 'm' })(7);
  return Buffer.from(act)
    .toString('hex')
    .replace(/[^a-f2-7]/g, 'a');
}

describe('hostile mail', () => {
  it('may hold thousands of genuine tokens: it takes nobody off', async () => {
    const sign = linkSigner([secret], { list: 1, mailing: 'm' });
    expect(sign(1).act).not.toBe(sign(2).act);
    const many = Array.from({ length: 1500 }, (_, i) => `leave+${writtenToken(i)}@news.example.org`);
    const to = `To: ${many.slice(0, 900).join(',\r\n ')}`;
    expect(await read(mail(to))).toEqual({ kind: 'unclear', why: 'several' });
  });

  it('may hide a genuine token among words like it: no more are looked at than a request has', async () => {
    const like = Array.from(
      { length: 40 },
      (_, i) => token.slice(0, -2) + 'abcdefghij'[i % 10] + 'klmn'[i >> 3],
    );
    const raw = mail(
      `To: ${like.map((word) => `leave+${word}@x`).join(',\r\n ')}`,
      `Subject: unsubscribe ${token}`,
    );
    expect(await read(raw)).toEqual({ kind: 'unclear', why: 'several' });
  });

  it('may have a header without end: it is not read beyond the head', async () => {
    const raw = Buffer.from(`To: leave+${token}@news.example.org\r\n${'X-A: b\r\n'.repeat(100_000)}`);
    expect(await read(raw)).toEqual({ kind: 'unclear', why: 'longHeader' });
  });

  it('may be any bytes: nothing is thrown, and nobody taken off', async () => {
    const parts = fc.constantFrom(
      'To: ',
      'Subject: ',
      '\r\n',
      '\n',
      ' ',
      '=?utf-8?b?',
      '?=',
      'Content-Type: multipart/x; boundary=',
      '--',
      '\0',
      ':',
      '"',
      '<',
      '(',
      'abcdefghijklmnopqrstuvwxyz234567',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
      fc.array(parts, { maxLength: 60 }).map((some) => Buffer.from(some.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        expect((await read(raw)).kind).not.toBe('leave');
      }),
      { numRuns: 500 },
    );
  });
});
