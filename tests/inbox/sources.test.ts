import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arrived, headSize, type Mail } from '../../src/inbox/arrived.ts';
import { parseInboxUrl } from '../../src/inbox/inbox-url.ts';
import { readMaildir } from '../../src/inbox/maildir.ts';
import { readMbox } from '../../src/inbox/mbox.ts';

async function all(mail: Mail): Promise<Arrived[]> {
  const some: Arrived[] = [];
  for await (const one of mail) some.push(one);
  return some;
}

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < text.length; from += size)
    yield Buffer.from(text.slice(from, from + size), 'latin1');
}

async function headsOf(text: string, size = 1000): Promise<string[]> {
  return (await all(readMbox(inPieces(text, size)))).map(({ head }) => head.toString('latin1'));
}

describe('what is piped in', () => {
  it('is an mbox where it begins like one, however it comes in pieces', async () => {
    const lines = fc.constantFrom('To: a', '', 'From here on', '>From x', 'x'.repeat(40));
    const message = fc.array(lines, { maxLength: 8 }).map((some) => `Subject: x\n${some.join('\n')}\n`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (messages, size) => {
          const quoted = messages.map((one) => one.replace(/\n\nFrom /g, '\n\n>From '));
          const mbox = quoted
            .map((one) => `From ann@example.org Tue Dec  1 08:00:00 2026\n${one}\n`)
            .join('');
          const heads = await headsOf(mbox, size);
          expect(heads).toEqual(quoted.map((one) => `${one}\n`));
        },
      ),
    );
  });

  it('is one message otherwise, also when a paragraph of it begins with “From ”', async () => {
    const raw = 'Subject: x\n\nHello.\n\nFrom now on, please.\n';
    expect(await headsOf(raw)).toEqual([raw]);
    expect(await headsOf('')).toEqual([]);
  });

  it('is kept only as far as it is read, also a line of a hundred million characters', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('From x\nSubject: ');
      for (let i = 0; i < 1600; i += 1) yield Buffer.alloc(65_536, 'a');
      yield Buffer.from('\n\nFrom x\nSubject: two\n\n');
    }
    const [first, second] = await all(readMbox(endless()));
    expect(first?.head.length).toBeLessThanOrEqual(headSize);
    expect(second?.head.toString()).toBe('Subject: two\n\n');
  });
});

describe('a Maildir', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-maildir-'));
    for (const box of ['cur', 'new', 'tmp']) mkdirSync(join(folder, box));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is read from its oldest message, with the time of each delivery', async () => {
    writeFileSync(join(folder, 'new', '1764576000.M2.host'), 'Subject: two\n\n');
    writeFileSync(join(folder, 'cur', '1764572400.M1.host:2,F'), 'Subject: one\n\n');
    writeFileSync(join(folder, 'tmp', '1764572400.M3.host'), 'Subject: half\n');
    const read = await all(readMaildir(folder));
    expect(read.map(({ name, arrivedAt }) => [name, arrivedAt])).toEqual([
      ['cur/1764572400.M1.host:2,F', 1_764_572_400_000],
      ['new/1764576000.M2.host', 1_764_576_000_000],
    ]);
    expect(readdirSync(join(folder, 'new'))).toHaveLength(1);
  });

  it('has messages marked by moving them, their other flags kept', async () => {
    writeFileSync(join(folder, 'new', '1764576000.M2.host'), 'Subject: two\n\n');
    writeFileSync(join(folder, 'cur', '1764572400.M1.host:2,FT'), 'Subject: one\n\n');
    for (const one of await all(readMaildir(folder))) await one.markSeen();
    expect(readdirSync(join(folder, 'cur'))).toEqual(['1764572400.M1.host:2,FST', '1764576000.M2.host:2,S']);
    expect(readdirSync(join(folder, 'new'))).toEqual([]);
  });

  it('is read no further than its own files, and no more of each than its beginning', async () => {
    symlinkSync('/etc/passwd', join(folder, 'new', '1764576000.M1.host'));
    mkdirSync(join(folder, 'new', 'folder'));
    writeFileSync(join(folder, 'new', '1764576000.M2.host'), Buffer.alloc(3 * headSize, 'a'));
    const read = await all(readMaildir(folder));
    expect(read.map(({ head }) => head.length)).toEqual([headSize]);
  });

  it('is not any other folder', async () => {
    await expect(all(readMaildir(join(folder, 'tmp')))).rejects.toMatchObject({ code: 'inbox/no-maildir' });
  });
});

describe('INBOX_URL', () => {
  it('names the server, who logs in, and the folder', () => {
    expect(
      parseInboxUrl('imaps://leave%40news.example.org:p%40ss%2Fword@imap.example.org/Lists%2FLeave'),
    ).toEqual({
      host: 'imap.example.org',
      port: 993,
      implicitTls: true,
      tlsRequired: true,
      user: 'leave@news.example.org',
      password: 'p@ss/word',
      folder: 'Lists/Leave',
    });
    expect(parseInboxUrl('imap://u:p@imap.example.org')).toMatchObject({
      port: 143,
      tlsRequired: true,
      folder: 'INBOX',
    });
    expect(parseInboxUrl('imap://u:p@127.0.0.1:1143')).toMatchObject({ port: 1143, tlsRequired: false });
  });

  it.each([
    'https://user:hunter2@imap.example.org',
    'imaps://imap.example.org/INBOX',
    'imaps://user@imap.example.org/hunter2',
    'imaps://user:hunter2@imap.example.org?x=hunter2',
    'imaps://user:hunter2%zz@imap.example.org',
    'imaps://user:hunter2@imap.example.org:hunter2',
  ])('is refused without a word of it: %s', (text) => {
    try {
      parseInboxUrl(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'inbox/url' });
      expect(JSON.stringify(error) + String(error)).not.toMatch(/hunter2|imap\.example\.org\b(?!\/INBOX)/);
    }
  });
});
