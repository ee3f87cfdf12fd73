import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/address/email-address.ts';
import { type Outbox, startOutbox } from '../../src/smtp/outbox.ts';
import { clearOutbox, listOutbox, readOutboxMessage } from '../../src/smtp/outbox-mail.ts';
import { openServer, type Transport } from '../../src/smtp/transport.ts';

let folder: string;
let outbox: Outbox;
let transport: Transport;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'pennypost-outbox-')), 'outbox');
  outbox = await startOutbox({ folder });
  transport = await dial();
});

afterEach(async () => {
  transport.close();
  await outbox.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

async function dial(): Promise<Transport> {
  const connected = await openServer({ name: 'outbox', url: outbox.url }).connect();
  if (!connected.ok) throw new Error(connected.fault.why);
  return connected.transport;
}

function send(
  to: string,
  raw = `Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\nFrom: News <news@example.org>\r\nTo: ${to}\r\n\r\nHello\r\n`,
) {
  const envelope = { from: 'bounces@example.org' as EmailAddress, to: to as EmailAddress };
  return transport.deliver({ envelope, raw: Buffer.from(raw) });
}

/** What the server says until a line of it fits. */
function hears(socket: Socket, wanted: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', function listen(chunk) {
      text += chunk;
      if (!wanted.test(text)) return;
      socket.off('data', listen);
      resolve(text);
    });
  });
}

async function mails(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
}

describe('the outbox', () => {
  it('keeps a message as a delivering server would', async () => {
    expect(await send('jane@example.org')).toMatchObject({ kind: 'accepted' });
    const [name] = await mails();
    const file = join(folder, name as string);
    expect(await readFile(file, 'utf8')).toBe(
      'Return-Path: <bounces@example.org>\r\nDelivered-To: jane@example.org\r\n' +
        'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\nFrom: News <news@example.org>\r\nTo: jane@example.org\r\n\r\nHello\r\n',
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const read =
      'import email,sys\nm=email.message_from_binary_file(open(sys.argv[1],"rb"))\nprint(m["Delivered-To"],m["Return-Path"])';
    expect(execFileSync('python3', ['-c', read, file], { encoding: 'utf8' }).trim()).toBe(
      'jane@example.org <bounces@example.org>',
    );
  });

  it('refuses +bounce for good and puts +later off at every other try, over processes', async () => {
    expect(await send('ann+bounce@example.org')).toMatchObject({ kind: 'rejected', suppress: true });
    expect(await send('Ann+Bounce@example.org')).toMatchObject({ kind: 'rejected' });
    expect(await send('bo+later@example.org')).toMatchObject({
      kind: 'deferred',
      reply: expect.stringMatching(/^451 4\.2\.1 /),
    });
    transport.close();
    await outbox.close();
    outbox = await startOutbox({ folder });
    transport = await dial();
    expect(await send('bo+later@example.org')).toMatchObject({ kind: 'accepted' });
    expect(await send('bo+later@example.org')).toMatchObject({ kind: 'deferred' });
    expect(await send('cy+later@example.org')).toMatchObject({ kind: 'deferred' });
    expect(await send('bo+later@example.org')).toMatchObject({ kind: 'accepted' });
    expect(await mails()).toHaveLength(2);
  });

  it('keeps nothing of a message whose sender hangs up in the middle', async () => {
    const socket = connect(Number(new URL(outbox.url).port), '127.0.0.1');
    await hears(socket, /^220 /m);
    socket.write('EHLO x.example\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n');
    await hears(socket, /^354 /m);
    socket.write('Subject: half\r\n\r\nhalf a mess');
    await expect.poll(async () => (await readdir(folder)).length).toBe(2);
    socket.destroy();
    await send('whole@example.org');
    await expect.poll(async () => (await readdir(folder)).filter((name) => name !== 'later').length).toBe(1);
    expect((await listOutbox(folder)).entries).toMatchObject([{ to: 'whole@example.org' }]);
  });

  it('takes thousands of messages over one connection', async () => {
    for (let i = 0; i < 1000; i += 1) expect((await send(`r${i}@example.org`)).kind).toBe('accepted');
    const { entries, total } = await listOutbox(folder, { limit: 3 });
    expect(total).toBe(1000);
    expect(entries.map(({ to }) => to)).toEqual(['r999@example.org', 'r998@example.org', 'r997@example.org']);
    const older = await listOutbox(folder, { offset: 997, limit: 10 });
    expect(older.entries.map(({ to }) => to)).toEqual(['r2@example.org', 'r1@example.org', 'r0@example.org']);
  });

  it('offers no TLS and no login: there is no secret to tell it', async () => {
    const socket = connect(Number(new URL(outbox.url).port), '127.0.0.1');
    await hears(socket, /^220 /m);
    socket.write('EHLO x.example\r\n');
    const said = await hears(socket, /^250 /m);
    socket.destroy();
    for (const offered of ['PIPELINING', '8BITMIME', 'SMTPUTF8']) expect(said).toContain(offered);
    for (const not of ['STARTTLS', 'AUTH']) expect(said).not.toContain(not);
  });
});

describe('a message in the outbox', () => {
  it('is listed with whom it is from and for, decoded', async () => {
    await send('jörg@example.org');
    const { entries } = await listOutbox(folder);
    expect(entries).toMatchObject([
      { subject: 'Grüße', from: 'News <news@example.org>', to: 'jörg@example.org' },
    ]);
    expect(Math.abs((entries[0]?.at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('is taken apart when it is opened', async () => {
    const parts = [
      'Subject: Parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n',
      '--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p><img src="cid:x@y"></p>',
      '--b\r\nContent-Type: image/png; name=x.png\r\nContent-ID: <x@y>\r\nContent-Disposition: inline; filename=x.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n',
    ];
    await send('a@example.org', parts.join('\r\n'));
    const [entry] = (await listOutbox(folder)).entries;
    const message = await readOutboxMessage(folder, entry?.id as string);
    expect(message).toMatchObject({ subject: 'Parts', html: expect.stringContaining('cid:x@y') });
    expect(message?.attachments).toEqual([
      { name: 'x.png', type: 'image/png', cid: 'x@y', content: new Uint8Array([0, 1, 2]) },
    ]);
    expect(message?.headers[0]).toEqual({ key: 'Return-Path', value: '<bounces@example.org>' });
    expect(message?.raw.toString()).toContain('Delivered-To: a@example.org\r\n');
  });

  it('cannot be asked for outside the folder', async () => {
    await writeFile(join(folder, '..', 'secret.eml'), 'Subject: secret\r\n\r\n');
    await writeFile(join(folder, 'odd.eml'), 'Subject: odd\r\n\r\n');
    for (const id of [
      '../secret',
      'odd',
      '',
      '..',
      '/etc/passwd',
      '20261122T101530123Z-0000-9f2c9f2c/../../secret',
      '20261122T101530123Z-0000-9f2c9f2c',
    ]) {
      expect(await readOutboxMessage(folder, id)).toBeUndefined();
    }
  });

  it('is gone when the outbox is cleared, and so is what was put off', async () => {
    await send('a@example.org');
    await send('b+later@example.org');
    await clearOutbox(folder);
    expect(await listOutbox(folder)).toEqual({ entries: [], total: 0 });
    expect(await send('b+later@example.org')).toMatchObject({ kind: 'deferred' });
  });
});

it('an outbox that was never started is an empty one', async () => {
  const nowhere = join(folder, 'nowhere');
  expect(await listOutbox(nowhere)).toEqual({ entries: [], total: 0 });
  await clearOutbox(nowhere);
});
