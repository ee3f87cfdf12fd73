import fc from 'fast-check';
import PostalMime, { type Email } from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { Edition } from '../../../src/message/edition.ts';
import { compileMessage } from '../../../src/message/template/compile.ts';
import { type CopyValues, fillMessage } from '../../../src/message/template/fill.ts';
import type { RenderedIssue } from '../../../src/render/template.ts';
import { wireForm } from '../../../src/smtp/dot-stuffing.ts';
import { defectsOf, type Mail, readWithPython } from '../python-mail.ts';
import { editions, hostile, rendered, values } from './arbitraries.ts';
import { composed, copy, edition, firstName, issue, template } from './sample.ts';

function filled(from: Edition, rendered: RenderedIssue, values: CopyValues): Buffer {
  return fillMessage(compileMessage(from, rendered), values).raw;
}

/** What holds on the wire whoever the reader is. */
function expectFitForTheWire(raw: Buffer): void {
  const text = raw.toString('latin1');
  expect(text).not.toMatch(/(?<!\r)\n|\r(?!\n)|\0/);
  expect(text).not.toMatch(/(?:^|\n)(?:\.|From )/);
  const at = text.indexOf('\r\n\r\n');
  const [head, body] = [text.slice(0, at + 2), text.slice(at + 4)];
  for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  for (const line of body.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  for (const [word] of head.matchAll(/=\?[^?]*\?B\?[^?]*\?=/g)) {
    expect(word.length).toBeLessThanOrEqual(75);
    const bytes = Buffer.from(/\?B\?([^?]*)/.exec(word)?.[1] ?? '', 'base64');
    expect(Buffer.from(bytes.toString())).toEqual(bytes);
  }
  expect(relaxed(body)).toBe(body);
  expect(wireForm({ raw })).toBe(raw);
}

/** RFC 6376 s.3.4.4, word for word. */
function relaxed(body: string): string {
  return body
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(?:\r\n)+$/, '\r\n');
}

/** A mail but for the names of its boundaries. */
function withoutBoundaries({ headers, ...mail }: Mail) {
  return {
    ...mail,
    headers: headers.map(([name, value, defects]) => [name, value.replace(/ boundary=.*/, ''), defects]),
  };
}

function essence({ headers, headerLines, ...mail }: Email) {
  return { ...mail, headers: headers.filter(({ key }) => key !== 'content-type') };
}

describe('a copy filled from a compiled message', () => {
  it('reads as the one composed for the reader, whatever their data, to Python and to postal-mime', async () => {
    const pairs: { fast: Buffer; slow: Buffer }[] = [];
    await fc.assert(
      fc.asyncProperty(editions, rendered, values, async (from, what, reader) => {
        const fast = filled(from, what, reader);
        const slow = await composed(from, what, reader);
        expectFitForTheWire(fast);
        const [ours, theirs] = await Promise.all([fast, slow].map((raw) => PostalMime.parse(raw)));
        expect(essence(ours!)).toEqual(essence(theirs!));
        pairs.push({ fast, slow });
      }),
      { numRuns: 150 },
    );
    const fast = readWithPython(pairs.map((pair) => pair.fast));
    const slow = readWithPython(pairs.map((pair) => pair.slow));
    fast.forEach((mail, i) => {
      expect(withoutBoundaries(mail)).toEqual(withoutBoundaries(slow[i]!));
    });
    expect(fast.flatMap(({ root }) => defectsOf({ ...fast[0]!, headers: [], root }))).toEqual([]);
  });

  it('has each slot on lines of its own, broken softly where the text goes on', () => {
    const text = template('text', 'Dear ', firstName, ', hello.\n', { kind: 'email' }, '\n', firstName);
    const first_name = `.${'x'.repeat(80)} = Zoë  `;
    const raw = filled(edition, { ...issue, text }, { ...copy, fields: { first_name } }).toString();
    const name = `=2E${'x'.repeat(72)}=\r\nxxxxxxxx =3D Zo=C3=AB =20`;
    expect(raw).toContain(
      `\r\n\r\nDear=20=\r\n${name}=\r\n, hello.\r\njane@example.com\r\n${name}\r\n--=_alternative-`,
    );
  });

  it('has the headers of a newsletter and no other, whatever the reader’s data', () => {
    const compiled = compileMessage(edition, { ...issue, subject: template('header', firstName) });
    const names = (raw: Buffer) => {
      const head = raw.toString('latin1').split('\r\n\r\n', 1)[0] as string;
      return head
        .split('\r\n')
        .filter((line) => /^\S/.test(line))
        .map((line) => line.split(':', 1)[0]);
    };
    const expected = names(fillMessage(compiled, copy).raw);
    expect(new Set(expected).size).toBe(15);
    fc.assert(
      fc.property(hostile, (first_name) => {
        expect(names(fillMessage(compiled, { ...copy, fields: { first_name } }).raw)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same on every attempt, and shares nothing with the copy of another reader', () => {
    const compiled = compileMessage(edition, issue);
    const jane = fillMessage(compiled, copy);
    const before = Buffer.from(jane.raw);
    const date = new Date(copy.date.getTime() + 1000);
    const joan = fillMessage(compiled, { ...copy, subscriber: '18', fields: { first_name: 'Joan' }, date });
    expect(jane.raw.equals(before)).toBe(true);
    expect(fillMessage(compiled, copy).raw.equals(before)).toBe(true);
    expect(joan.raw.toString()).not.toContain('Jane');
    expect(joan.raw.toString()).toContain('\r\nDate: Mon, 24 Oct 2016 08:00:01 +0000\r\n');
    expect(jane.envelope).toEqual({ from: 'bounces@news.example.org', to: 'jane@example.com' });
  });

  it('is refused when an address or a link would start a header of its own', () => {
    const compiled = compileMessage(edition, issue);
    for (const text of ['\r\n', '\n', '\r', '\0', '\u007f', '\u0085', '\u2028']) {
      const to = `jane@example.com${text}Bcc: evil@example.com` as CopyValues['to'];
      expect(() => fillMessage(compiled, { ...copy, to })).toThrow(
        expect.objectContaining({ code: 'message/header' }),
      );
      const oneClick = `https://x.example/${text}`;
      expect(() => fillMessage(compiled, { ...copy, oneClick })).toThrow(
        expect.objectContaining({ code: 'message/header' }),
      );
      const webCopy = `https://x.example/${text}`;
      expect(() => compileMessage({ ...edition, webCopy }, issue)).toThrow(
        expect.objectContaining({ code: 'message/header' }),
      );
    }
  });
});
