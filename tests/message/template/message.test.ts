import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../../src/address/email-address.ts';
import type { Edition } from '../../../src/message/edition.ts';
import type { Message } from '../../../src/message/message.ts';
import { compileMessage } from '../../../src/message/template/compile.ts';
import { fillMessage } from '../../../src/message/template/fill.ts';
import type { FilledCopy } from '../compose.ts';
import { defectsOf, headerOf, readWithPython } from '../python-mail.ts';
import { address, edition, template } from './sample.ts';

const copy: FilledCopy = {
  to: address('jane@example.com'),
  subscriber: '17',
  subject: 'News + Notes: Failing at therapy',
  html: '<!doctype html><html lang="en"><body><h1>Failing</h1>\n.dot</body></html>\n',
  text: 'Failing\n=======\n\n.dot at the start\n  spaces at the end  \nFrom the start\n',
  oneClick: 'https://news.example.org/u/AbC-_123',
  date: new Date('2016-10-24T08:00:00Z'),
};

/** A copy of an issue without slots, whose words are those of `copy`. */
function messageOf(from: Edition, { subject, html, text, ...values }: FilledCopy): Message {
  const issue = {
    subject: template('header', subject),
    html: template('html', html),
    text: template('text', text),
  };
  return fillMessage(compileMessage(from, issue), { ...values, fields: {}, unsubscribe: '' });
}

/** What holds for every message, whoever made its words (RFC 5322 s.2.1.1, 2045 s.6.7, 2047 s.2). */
function expectWellFormed(raw: Buffer): void {
  const text = raw.toString('latin1');
  expect(text).not.toMatch(/(?<!\r)\n|\r(?!\n)|\0/);
  const lines = text.split('\r\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(998);
  const bodyAt = lines.indexOf('');
  for (const line of lines.slice(bodyAt)) expect(line.length).toBeLessThanOrEqual(76);
  const header = lines.slice(0, bodyAt);
  for (const line of header) {
    if (!/^(List-Unsubscribe|List-Archive|Archived-At|Message-ID|To): /.test(line))
      expect(line.length).toBeLessThanOrEqual(78);
    for (const [word] of line.matchAll(/=\?[^?]*\?[BQ]\?[^?]*\?=/g)) {
      expect(word.length).toBeLessThanOrEqual(75);
      const bytes = Buffer.from(/\?B\?([^?]*)\?=/.exec(word)?.[1] ?? '', 'base64');
      expect(Buffer.from(bytes.toString('utf8'))).toEqual(bytes);
    }
  }
  const names = header
    .filter((line) => /^\S/.test(line))
    .map((line) => (line.split(':', 1)[0] as string).toLowerCase());
  expect(new Set(names).size).toBe(names.length);
}

describe('a message', () => {
  it('has exactly the headers of a newsletter, each once', () => {
    const { raw, envelope } = messageOf(edition, copy);
    const [mail] = readWithPython([raw]);
    expect(mail?.headers.map(([name, value]) => `${name}: ${value}`)).toEqual([
      'From: News + Notes <hello@news.example.org>',
      'To: jane@example.com',
      'Reply-To: answers@news.example.org',
      'Subject: News + Notes: Failing at therapy',
      'Date: Mon, 24 Oct 2016 08:00:00 +0000',
      expect.stringMatching(/^Message-ID: <[0-9a-f]{32}@news\.example\.org>$/),
      'List-Id: News + Notes <readers.news.example.org>',
      'List-Unsubscribe: <https://news.example.org/u/AbC-_123>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      'List-Archive: <https://news.example.org/issues>',
      'Archived-At: <https://news.example.org/issues/failing>',
      'Precedence: bulk',
      'Feedback-ID: k3x9:readers:issue:news-example-or',
      'MIME-Version: 1.0',
      expect.stringMatching(/^Content-Type: multipart\/alternative; boundary="/),
    ]);
    expect(envelope).toEqual({ from: 'bounces@news.example.org', to: 'jane@example.com' });
    expect(defectsOf(mail!)).toEqual([]);
    expectWellFormed(raw);
  });

  it('is multipart/alternative, text first, UTF-8, quoted-printable', () => {
    const { raw } = messageOf(edition, {
      ...copy,
      text: 'Grüße, 你好 👋\n',
      html: '<p>Grüße, 你好 👋</p>\n',
    });
    const [mail] = readWithPython([raw]);
    expect(mail?.root).toMatchObject({
      type: 'multipart/alternative',
      parts: [
        { type: 'text/plain', charset: 'utf-8', encoding: 'quoted-printable', content: 'Grüße, 你好 👋\n' },
        {
          type: 'text/html',
          charset: 'utf-8',
          encoding: 'quoted-printable',
          content: '<p>Grüße, 你好 👋</p>\n',
        },
      ],
    });
  });

  it('carries pictures beside the HTML, by Content-ID', () => {
    const content = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 256));
    const pictures = [{ cid: 'dog.1@news.example.org', name: 'my dög.png', type: 'image/png', content }];
    const { raw } = messageOf({ ...edition, pictures }, copy);
    const [mail] = readWithPython([raw]);
    expectWellFormed(raw);
    expect(defectsOf(mail!)).toEqual([]);
    expect(mail?.root.parts.map(({ type }) => type)).toEqual(['text/plain', 'multipart/related']);
    expect(mail?.root.parts[1]?.parts).toMatchObject([
      { type: 'text/html' },
      {
        type: 'image/png',
        id: '<dog.1@news.example.org>',
        disposition: 'inline',
        content: content.toString('base64'),
      },
    ]);
  });

  it('is the same on every attempt, and another for another reader or mailing', () => {
    const raw = (e: Partial<Edition>, c: Partial<FilledCopy>) => {
      const composed = messageOf({ ...edition, ...e }, { ...copy, ...c });
      return composed.raw.toString();
    };
    expect(raw({}, {})).toBe(raw({}, {}));
    const id = (text: string) => /^Message-ID: (.*)/m.exec(text)?.[1];
    const ids = [raw({}, {}), raw({}, { subscriber: '18' }), raw({ mailing: 'k3xa' }, {})].map(id);
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toBe('<50228f2c21ef513766987447c98a1937@news.example.org>');
    expect(id(raw({}, { date: new Date(0) }))).toBe(ids[0]);
  });

  it('keeps a list’s id whatever the newsletter and the issue are called', () => {
    const listId = (e: Partial<Edition>) => {
      const [mail] = readWithPython([messageOf({ ...edition, ...e }, copy).raw]);
      return headerOf(mail!, 'List-Id');
    };
    expect(listId({ newsletter: 'Nouvelles, notes & “more”', mailing: 'zz' })).toMatch(
      /<readers\.news\.example\.org>$/,
    );
    expect(listId({ list: 'Press & Friends' })).toBe('News + Notes <press-friends.news.example.org>');
    expect(listId({ list: '読者' })).toMatch(/^News \+ Notes <[0-9a-f]{12}\.news\.example\.org>$/);
  });

  it('is marked when it is a test', () => {
    const [mail] = readWithPython([messageOf({ ...edition, kind: 'test' }, copy).raw]);
    expect(headerOf(mail!, 'Subject')).toBe('[Test] News + Notes: Failing at therapy');
    expect(headerOf(mail!, 'Feedback-ID')).toBe('k3x9:readers:test:news-example-or');
  });

  it('promises one click for https only', () => {
    const [mail] = readWithPython([messageOf(edition, { ...copy, oneClick: 'http://localhost/u/x' }).raw]);
    expect(headerOf(mail!, 'List-Unsubscribe')).toBe('<http://localhost/u/x>');
    expect(headerOf(mail!, 'List-Unsubscribe-Post')).toBeUndefined();
  });

  it('has both parts even when one is empty', () => {
    const [mail] = readWithPython([messageOf(edition, { ...copy, text: '' }).raw]);
    expect(mail?.root.parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
  });

  it('names a reader whose address is not plain ASCII', () => {
    const to = address('jörg@bücher.example.net');
    const { raw, envelope } = messageOf(edition, { ...copy, to });
    expect(envelope.to).toBe('jörg@xn--bcher-kva.example.net');
    expect(raw.toString()).toContain('\r\nTo: jörg@xn--bcher-kva.example.net\r\n');
  });
});

/** Words that attack: line breaks, other headers, encoded words, quotes, long runs, anything in Unicode. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        '\u2028',
        'Bcc: evil@example.com',
        ' ',
        '  ',
        '=?UTF-8?Q?x?=',
        '"',
        '\\',
        '<',
        '>',
        ',',
        'ü',
        '👩‍👩‍👧',
        'word',
        'x'.repeat(300),
        '\t',
        '[Test]',
        '(',
        ')',
        ';',
        ':',
        '@',
        '.',
      ),
      { maxLength: 30 },
    )
    .map((words) => words.join('')),
);

/** What a header may still say of hostile words: control characters become spaces. */
function tidy(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();
}

/** The name of a decoded From field, its quotes and their backslashes aside. */
function namesIn(from: string): string {
  return unquoted(from.replace(/\s*<?hello@news\.example\.org>?$/, ''));
}

function unquoted(name: string): string {
  return name.replace(/["\\]/g, '').replace(/\s+/g, ' ').trim();
}

describe('whatever the words are', () => {
  it('a message is well-formed, and an independent reader reads the same subject, names and texts', () => {
    const cases: { subject: string; name: string; field: string; raw: Buffer }[] = [];
    fc.assert(
      fc.property(hostile, hostile, hostile, (subject, name, field) => {
        const from = { ...edition.from, name };
        const html = `<p>${field}</p>`;
        const { raw } = messageOf(
          { ...edition, newsletter: name, from },
          { ...copy, subject, text: field, html },
        );
        expectWellFormed(raw);
        cases.push({ subject, name, field, raw });
      }),
      { numRuns: 120 },
    );
    const mails = readWithPython(cases.map(({ raw }) => raw));
    const squeeze = (text: string | undefined | null) => (text ?? '').replace(/\s+/g, ' ').trim();
    mails.forEach((mail, i) => {
      const { subject, name, field } = cases[i]!;
      expect(headerOf(mail, 'Bcc')).toBeUndefined();
      expect(mail.headers).toHaveLength(15);
      expect(squeeze(headerOf(mail, 'Subject'))).toBe(squeeze(tidy(subject)));
      expect(mail.addresses['from']).toEqual([[expect.anything(), 'hello@news.example.org']]);
      expect(namesIn(mail.from)).toBe(unquoted(squeeze(tidy(name))));
      expect(mail.addresses['to']).toEqual([['', 'jane@example.com']]);
      expect(headerOf(mail, 'List-Id')).toMatch(/<readers\.news\.example\.org>$/);
      expect(mail.root.parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
      expect(squeeze(mail.root.parts[1]?.content)).toBe(
        squeeze(`<p>${field}</p>`.replace(/\p{Cs}/gu, '\ufffd')),
      );
    });
  });

  it('an address or a link that would start a header of its own is refused, not sent', () => {
    const breaks = ['\r\n', '\n', '\r', '\0', '\u007f', '\u0085', '\u2028'];
    for (const text of breaks) {
      const to = `jane@example.com${text}Bcc: evil@example.com` as EmailAddress;
      const attempts: [Partial<Edition>, Partial<FilledCopy>][] = [
        [{}, { to }],
        [{ from: { name: 'x', address: to } }, {}],
        [{ replyTo: { name: 'x', address: to } }, {}],
        [{}, { oneClick: `https://x.example/${text}` }],
        [{ webCopy: `https://x.example/${text}` }, {}],
      ];
      for (const [e, c] of attempts) {
        expect(() => messageOf({ ...edition, ...e }, { ...copy, ...c })).toThrow(
          expect.objectContaining({ code: 'message/header' }),
        );
      }
    }
    for (const link of [
      'https://x.example/ y',
      'https://x.example/>,<mailto:a@b',
      'https://x.example/ü',
      `https://x.example/${'x'.repeat(1000)}`,
    ]) {
      expect(() => messageOf(edition, { ...copy, oneClick: link })).toThrow(
        expect.objectContaining({ code: 'message/header' }),
      );
    }
  });
});
