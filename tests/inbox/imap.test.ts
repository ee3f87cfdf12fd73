import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Arrived, headSize } from '../../src/inbox/arrived.ts';
import { readImap } from '../../src/inbox/imap.ts';
import { type InboxAddress, parseInboxUrl } from '../../src/inbox/inbox-url.ts';
import { type ImapServer, type ServedMailbox, serveImap } from './imap-server.ts';
import { mail } from './messages.ts';

const password = 'hunter2 "of\\all#';
const login = { user: 'leave@news.example.org', password };
let server: ImapServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(mailbox: Partial<ServedMailbox>): Promise<InboxAddress> {
  server = await serveImap({ ...login, messages: [], ...mailbox });
  const who = `${encodeURIComponent(login.user)}:${encodeURIComponent(password)}`;
  const scheme = mailbox.implicitTls ? 'imaps' : 'imap';
  return parseInboxUrl(`${scheme}://${who}@127.0.0.1:${server.port}/INBOX`);
}

async function read(address: InboxAddress, marking = false, each?: (one: Arrived) => Promise<void>) {
  const some: Arrived[] = [];
  for await (const one of readImap(address, { marking })) {
    some.push(one);
    await each?.(one);
  }
  return some;
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ raw: mail(`Subject: ${i + 1}`) }));

describe('a mailbox over IMAP', () => {
  it('is read whole and in order, with the time of each arrival, and nothing in it is changed', async () => {
    const address = await serve({ messages: numbered(123) });
    const some = await read(address);
    expect(some.map(({ head }) => head.toString().slice(9, 12).trim())).toEqual(
      Array.from({ length: 123 }, (_, i) => String(i + 1)),
    );
    expect(some[0]).toMatchObject({ name: 'UID 1', arrivedAt: Date.UTC(2026, 11, 1, 8) });
    expect(server?.messages.every(({ flags }) => flags.size === 0)).toBe(true);
    expect(server?.said.filter((line) => /SELECT|STORE|EXPUNGE|DELETE|MOVE|COPY|APPEND/i.test(line))).toEqual(
      [],
    );
  });

  it('may be empty', async () => {
    expect(await read(await serve({}))).toEqual([]);
  });

  it('has only the messages marked that are to be', async () => {
    const address = await serve({ messages: numbered(3) });
    await read(address, true, async (one) => {
      if (one.name === 'UID 2') await one.markSeen();
    });
    expect(server?.messages.map(({ flags }) => [...flags])).toEqual([[], ['\\Seen'], []]);
  });

  it('is read no further than the beginning of each message, however large it is', async () => {
    const raw = mail('Subject: large') + 'x'.repeat(20_000_000);
    const [one] = await read(await serve({ messages: [{ raw }] }));
    expect(one?.head.length).toBe(headSize);
  });

  it('says what is wrong with a login, and keeps the password that a server repeats', async () => {
    const address = await serve({ password: 'another', refusal: 'NO [AUTHENTICATIONFAILED] Not with %p' });
    const failure = await read(address).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'inbox/login',
      kind: 'setup',
      message: expect.stringContaining('Not with'),
    });
    expect(String(failure)).not.toContain(password);
  });

  it('says that there is no such folder, or no server', async () => {
    const address = await serve({});
    await expect(read({ ...address, folder: 'Nowhere' })).rejects.toMatchObject({ code: 'inbox/folder' });
    await server?.close();
    await expect(read(address)).rejects.toMatchObject({ code: 'inbox/connect', kind: 'setup' });
  });

  it('says when it breaks off, after what was read', async () => {
    const address = await serve({ messages: numbered(60), hangUpAt: /FETCH 51/ });
    const some: string[] = [];
    const reading = read(address, false, async ({ name }) => void some.push(name));
    await expect(reading).rejects.toMatchObject({ code: 'inbox/broken', kind: 'incomplete' });
    expect(some).toHaveLength(50);
  });
});

it('a mailbox that breaks off when a message is marked says so too', async () => {
  const address = await serve({ messages: numbered(2), hangUpAt: /STORE/ });
  const reading = read(address, true, (one) => one.markSeen());
  await expect(reading).rejects.toMatchObject({ code: 'inbox/broken', kind: 'incomplete' });
});

describe('a password', () => {
  let tls: { key: string; cert: string };
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-imap-'));
  beforeAll(() => {
    const paths = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...request, ...paths], { stdio: 'ignore' });
    tls = {
      key: readFileSync(join(folder, 'key.pem'), 'utf8'),
      cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is not told to a server whose certificate nobody vouches for', async () => {
    for (const implicitTls of [true, false]) {
      const address = await serve({ tls, implicitTls });
      await expect(read({ ...address, tlsRequired: true })).rejects.toMatchObject({ code: 'inbox/connect' });
      expect(server?.said.filter((line) => /LOGIN|AUTHENTICATE/.test(line))).toEqual([]);
      await server?.close();
    }
  });

  it('is not told to another machine that offers no TLS', async () => {
    const address = await serve({});
    await expect(read({ ...address, tlsRequired: true })).rejects.toMatchObject({ code: 'inbox/connect' });
    expect(server?.said.filter((line) => /LOGIN|AUTHENTICATE/.test(line))).toEqual([]);
  });
});
