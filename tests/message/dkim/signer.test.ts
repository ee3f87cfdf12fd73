import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/finding/failure.ts';
import { coveredHeaders } from '../../../src/message/dkim/coverage.ts';
import { makeKeys, type NewKeys } from '../../../src/message/dkim/make-keys.ts';
import { openSigner, type Signer, type SignerSettings } from '../../../src/message/dkim/signer.ts';
import { compileMessage } from '../../../src/message/template/compile.ts';
import { fillMessage } from '../../../src/message/template/fill.ts';
import { composed, copy, edition, issue } from '../template/sample.ts';
import { askDkimpy, askMailauth, pythonWithDkim } from './judges.ts';

const now = () => Date.parse('2016-10-24T08:00:00Z');
let keys: NewKeys;
let signer: Signer;
let mail: Buffer;
let signed: Buffer;

function settings(more: Partial<SignerSettings> = {}): SignerSettings {
  const second = { selector: 'e1', key: keys.ed25519 };
  return { domain: 'news.example.org', selector: 's1', key: keys.rsa, ed25519: second, now, ...more };
}

beforeAll(async () => {
  keys = await makeKeys();
  signer = openSigner(settings());
  mail = fillMessage(compileMessage(edition, issue), copy).raw;
  signed = await signer.sign(mail);
});

const bothPass = { s1: 'pass', e1: 'pass' };

/** The signatures, and the message below them. */
function parted(raw: Buffer): { signatures: string[]; rest: string } {
  const text = raw.toString('latin1');
  const [whole] = /^(?:DKIM-Signature:.*\r\n(?:[ \t].*\r\n)*)*/.exec(text) as RegExpExecArray;
  return { signatures: whole.split(/\r\n(?=DKIM-Signature|$)/).slice(0, -1), rest: text.slice(whole.length) };
}

/** Header names as they stand in `h=`. */
function namesIn(signature: string): string[] {
  const unfolded = signature.replace(/\r\n[ \t]/g, ' ');
  return (/ h=([^;]*);/.exec(unfolded)?.[1] ?? '').split(':').map((name) => name.trim());
}

/**
 * Mail that nobody composed with care: white space everywhere, empty lines at the end, fields in any spelling.
 * mailauth takes the bytes of other spaces in a header for white space, which RFC 6376 s.2.8 does not.
 */
function careless(...others: readonly string[]): fc.Arbitrary<Buffer> {
  const words = fc.constantFrom('word', ' ', '\t', '\r\n a', '\r\n\t \tb', 'ü', ':', ';', ...others);
  const name = fc.constantFrom('To', 'subject', 'DATE', 'List-Id', 'X-Other', 'Message-ID', 'Cc');
  const fields = fc.array(fc.tuple(name, fc.array(words, { maxLength: 9 })), { maxLength: 8 });
  const text = fc.constantFrom('word', ' ', '\t', '\r\n', '\r\n\r\n', '  ', '.', 'ü', '\u00a0');
  return fc.tuple(fields, fc.array(text, { maxLength: 40 })).map(([some, body]) => {
    const lines = some.map(([field, value]) => `${field}: x${value.join('')}y\r\n`);
    return Buffer.from(`From: a@news.example.org\r\n${lines.join('')}\r\n${body.join('')}\r\n`);
  });
}

describe('a signed message', () => {
  it('passes with both keys, to mailauth', async () => {
    expect(await askMailauth(signed, signer.records)).toEqual(bothPass);
    expect(await askMailauth(await signer.sign(mail, 'relaxed'), signer.records)).toEqual(bothPass);
    const slow = await signer.sign(await composed(edition, issue, copy));
    expect(await askMailauth(slow, signer.records)).toEqual(bothPass);
  });

  it('passes however carelessly it was written, to mailauth', async () => {
    await fc.assert(
      fc.asyncProperty(careless(), async (raw) => {
        expect(await askMailauth(await signer.sign(raw), signer.records)).toEqual(bothPass);
      }),
      { numRuns: 80 },
    );
  });

  it.skipIf(pythonWithDkim === undefined)(
    'passes with both keys, to dkimpy (needs Debian’s python3-dkim and python3-nacl)',
    async () => {
      const mails = [mail, await composed(edition, issue, copy), ...fc.sample(careless('\u00a0'), 200)];
      const all = await Promise.all(mails.map((one) => signer.sign(one)));
      for (const [i, verdict] of askDkimpy(all, signer.records).entries()) {
        expect(verdict, all[i]?.toString('latin1')).toEqual(bothPass);
      }
      const changed = all.map((one) =>
        Buffer.from(one.toString('latin1').replace(/a@news|hello@news/, 'b@news'), 'latin1'),
      );
      for (const verdict of askDkimpy(changed, signer.records))
        expect(verdict).toEqual({ s1: 'fail', e1: 'fail' });
    },
  );

  it('is the message itself with a signature of each key before it, in lines of 76 at most', () => {
    const { signatures, rest } = parted(signed);
    expect(rest).toBe(mail.toString('latin1'));
    expect(
      signatures.map((one) => / a=[\w-]+; c=[\w/]+; d=[\w.]+; s=\w+;/.exec(one.replace(/\r\n /g, ' '))?.[0]),
    ).toEqual([
      ' a=rsa-sha256; c=relaxed/relaxed; d=news.example.org; s=s1;',
      ' a=ed25519-sha256; c=relaxed/relaxed; d=news.example.org; s=e1;',
    ]);
    for (const signature of signatures) {
      expect(signature).toMatch(/ t=1477296000;/);
      expect(signature).not.toMatch(/[; ]l=/);
      for (const line of signature.split('\r\n')) expect(line).toMatch(/^\S.{0,75}$|^ \S.{0,74}$/);
    }
  });

  it('covers every header of the list once more than it is there', () => {
    const { signatures, rest } = parted(signed);
    const head = rest.split('\r\n\r\n', 1)[0] as string;
    for (const signature of signatures) {
      const names = namesIn(signature);
      for (const name of coveredHeaders) {
        const there = head.split(/\r\n(?!\s)/).filter((field) => field.startsWith(`${name}:`)).length;
        expect(names.filter((one) => one === name).length, name).toBe(there + 1);
      }
      expect(new Set(names)).toEqual(new Set(coveredHeaders));
    }
  });

  it('fails once any covered header is there a second time, above or below the others', async () => {
    const { signatures, rest } = parted(signed);
    for (const name of coveredHeaders) {
      const added = `${name.toLowerCase()}: x\r\n`;
      const above = `${signatures.join('\r\n')}\r\n${added}${rest}`;
      const below = `${signatures.join('\r\n')}\r\n${rest.replace('\r\n\r\n', `\r\n${added}\r\n`)}`;
      for (const changed of [above, below]) {
        const verdicts = await askMailauth(Buffer.from(changed, 'latin1'), signer.records);
        expect(verdicts['s1'], name).not.toBe('pass');
        expect(verdicts['e1'], name).not.toBe('pass');
      }
    }
  });

  it('fails once any letter of its body or of a covered header is another', async () => {
    const { rest } = parted(signed);
    const start = signed.length - rest.length;
    const free = [...rest.matchAll(/^(?:List-Archive|Archived-At|Precedence):.*\r\n/gm)].map(
      ({ index, 0: line }) => [start + index, start + index + line.length],
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: signed.length - 1 }), async (at) => {
        const letter = String.fromCharCode(signed[at] as number);
        fc.pre(!/\s/.test(letter) && !free.some(([from = 0, to = 0]) => at >= from && at < to));
        const changed = Buffer.from(signed);
        changed[at] = letter === '~' ? 0x23 : 0x7e;
        const verdicts = await askMailauth(changed, signer.records);
        expect([verdicts['s1'], verdicts['e1']]).not.toContain('pass');
      }),
      { numRuns: 120 },
    );
    const longer = Buffer.concat([signed, Buffer.from('more\r\n')]);
    expect(await askMailauth(longer, signer.records)).toMatchObject({
      s1: expect.not.stringMatching('pass'),
    });
  });

  it('passes without the headers a relay rewrites, when they are left unsigned', async () => {
    const relay = (raw: Buffer) =>
      Buffer.from(
        raw
          .toString('latin1')
          .replace(/^Message-ID: .*$/m, 'Message-ID: <relay@example.net>')
          .replace(/^Date: .*$/m, 'Date: Tue, 25 Oct 2016 08:00:00 +0000'),
        'latin1',
      );
    const lenient = openSigner(settings({ unsigned: ['message-id', 'Date'] }));
    expect(await askMailauth(relay(await lenient.sign(mail)), lenient.records)).toEqual(bothPass);
    expect(await askMailauth(relay(signed), signer.records)).not.toMatchObject({ s1: 'pass' });
  });

  it('has one signature with one key, and no time without a clock', async () => {
    const { selector, key } = settings();
    const single = openSigner({ domain: 'NEWS.example.org', selector, key });
    const raw = await single.sign(mail);
    expect(await askMailauth(raw, single.records)).toEqual({ s1: 'pass' });
    expect(parted(raw).signatures).toHaveLength(1);
    expect(parted(raw).signatures[0]).not.toMatch(/ t=/);
  });

  it('is signed in many at once, each for itself', async () => {
    const compiled = compileMessage(edition, issue);
    const names = Array.from({ length: 40 }, (_, i) => `Reader ${i}`);
    const mails = names.map((name) => fillMessage(compiled, { ...copy, fields: { first_name: name } }).raw);
    const all = await Promise.all(mails.map((one) => signer.sign(one, 'relaxed')));
    for (const [i, raw] of all.entries()) {
      expect(parted(raw).rest).toBe(mails[i]?.toString('latin1'));
      expect(await askMailauth(raw, signer.records)).toEqual(bothPass);
    }
  });
});

describe('what is published', () => {
  it('is a TXT record for each key, in strings of 255 characters at most', () => {
    expect(signer.records.map(({ name }) => name)).toEqual([
      's1._domainkey.news.example.org',
      'e1._domainkey.news.example.org',
    ]);
    for (const { value, strings } of signer.records) {
      expect(strings.join('')).toBe(value);
      for (const string of strings) expect(string.length).toBeLessThanOrEqual(255);
    }
    expect(signer.records[0]?.value).toMatch(/^v=DKIM1; k=rsa; p=MIIB[\w+/]+=*$/);
    expect(signer.records[1]?.value).toMatch(/^v=DKIM1; k=ed25519; p=[\w+/]{43}=$/);
  });
});

function failureOf(open: () => unknown): Failure {
  try {
    open();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

function pem(kind: 'pkcs1' | 'pkcs8', bits: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return privateKey.export({ type: kind, format: 'pem' }).toString();
}

/** A key whose numbers do not belong together. */
function damaged(): string {
  const one = createPrivateKey(keys.rsa).export({ format: 'jwk' });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const mixed = createPrivateKey({ key: { ...one, n: other.n } as typeof one, format: 'jwk' });
  return mixed.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('a bad key', () => {
  it('is refused when the signer is opened, in words that hold nothing of it', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const half = keys.rsa.slice(0, keys.rsa.length / 2);
    const bad: [string, string][] = [
      ['', 'dkim/key-unreadable'],
      ['swordfish', 'dkim/key-unreadable'],
      [half, 'dkim/key-unreadable'],
      [keys.rsa.replace(/[A-Za-z]{9}\n/, '\n'), 'dkim/key-unreadable'],
      [publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'dkim/key-public'],
      [publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'dkim/key-public'],
      [
        privateKey
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
          .toString(),
        'dkim/key-locked',
      ],
      [
        privateKey
          .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
          .toString(),
        'dkim/key-locked',
      ],
      [pem('pkcs8', 1024), 'dkim/key-short'],
      [pem('pkcs1', 2047), 'dkim/key-short'],
      [keys.ed25519, 'dkim/key-kind'],
      [
        generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
        'dkim/key-kind',
      ],
      [damaged(), 'dkim/key-broken'],
    ];
    for (const [key, code] of bad) {
      const failure = failureOf(() => openSigner(settings({ key })));
      expect(failure).toMatchObject({ code, kind: 'setup', undone: 'Nothing was sent.' });
      expect(failure.cause).toBeUndefined();
      const words = `${failure.message} ${failure.advice} ${failure.stack}`;
      for (const line of key.split('\n')) {
        if (line.length > 8 && !line.startsWith('---')) expect(words).not.toContain(line);
      }
    }
    const second = { selector: 'e1', key: keys.rsa };
    expect(failureOf(() => openSigner(settings({ ed25519: second }))).code).toBe('dkim/key-kind');
  });

  it('is not one that is PKCS #1, long, indented or written with \\n in one line', async () => {
    for (const key of [
      pem('pkcs1', 2048),
      pem('pkcs8', 3072),
      ` \n${keys.rsa}\n`,
      keys.rsa.replaceAll('\n', '\\n'),
    ]) {
      const opened = openSigner(settings({ key }));
      expect(await askMailauth(await opened.sign(mail), opened.records)).toEqual(bothPass);
    }
  });
});

describe('what is set wrongly', () => {
  it('is refused, with its code', () => {
    const wrong: [Partial<SignerSettings>, string][] = [
      [{ domain: 'localhost' }, 'dkim/domain'],
      [{ domain: 'a.example; l=0' }, 'dkim/domain'],
      [{ selector: '' }, 'dkim/selector'],
      [{ selector: 's1; l=0' }, 'dkim/selector'],
      [{ selector: 's1\r\nBcc' }, 'dkim/selector'],
      [{ ed25519: { selector: 'S1', key: keys.ed25519 } }, 'dkim/selector'],
      [{ ed25519: { selector: 'a b', key: keys.ed25519 } }, 'dkim/selector'],
      [{ unsigned: ['Mesage-ID'] }, 'dkim/unsigned'],
      [{ unsigned: ['Date', 'FROM'] }, 'dkim/unsigned'],
      [{ unsigned: ['List-Unsubscribe-Post'] }, 'dkim/unsigned'],
    ];
    for (const [more, code] of wrong) expect(failureOf(() => openSigner(settings(more))).code).toBe(code);
    expect(openSigner(settings({ domain: 'bücher.example', selector: 'a.b-2' })).records[0]?.name).toBe(
      'a.b-2._domainkey.xn--bcher-kva.example',
    );
  });
});
