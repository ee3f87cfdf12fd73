import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';

/** A running outbox. */
export interface Outbox {
  /** `smtp://127.0.0.1:2525`. */
  readonly url: string;
  close(): Promise<void>;
}

const largest = 50 * 1024 * 1024;

/**
 * Starts the outbox: a real SMTP server on this machine that keeps every message as an `.eml` file in
 * `folder` and lets nothing out. `…+bounce@` is refused, `…+later@` put off at every other try, so that
 * failure and resuming can be practised. Port 0 takes a free one.
 */
export async function startOutbox({ folder, port = 0 }: { folder: string; port?: number }): Promise<Outbox> {
  await mkdir(join(folder, laterFolder), { recursive: true, mode: 0o700 });
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    name: 'outbox.localhost',
    banner: 'Pennypost outbox: mail stays on this machine',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    maxAllowedUnauthenticatedCommands: false,
    disableReverseLookup: true,
    size: largest,
    rejectOversized: true,
    closeTimeout: 500,
    socketTimeout: 10 * 60_000,
    onRcptTo: ({ address }, _session, done) => settle(refuseRecipient(folder, address), done),
    onData: (stream, session, done) => settle(keep(folder, stream, session), done),
  });
  server.on('error', () => undefined);
  const bound = await listen(server, port);
  return { url: `smtp://127.0.0.1:${bound}`, close: () => new Promise((done) => server.close(done)) };
}

/** The folder of what `…+later@` is remembered by, beside the mails. */
export const laterFolder = 'later';

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.server.off('error', reject);
      resolve((server.server.address() as AddressInfo).port);
    });
  });
}

function settle(work: Promise<unknown>, done: (error?: Error | null) => void): void {
  work.then(() => done(), done);
}

async function refuseRecipient(folder: string, address: string): Promise<void> {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  if (local.endsWith('+bounce'))
    throw refusal(550, '5.1.1 There is no such mailbox (its name ends in +bounce)');
  if (local.endsWith('+later') && (await isFirstTry(folder, address))) {
    throw refusal(451, '4.2.1 Not now, try again later (its name ends in +later)');
  }
}

/** A marker made at one try and taken away at the next; both are single steps, so processes may share the folder. */
async function isFirstTry(folder: string, address: string): Promise<boolean> {
  const name = createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 32);
  const marker = join(folder, laterFolder, name);
  try {
    await unlink(marker);
    return false;
  } catch {
    await writeFile(marker, '', { mode: 0o600 });
    return true;
  }
}

/** Writes under another name first: a file that can be seen is a whole message. */
async function keep(folder: string, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const id = nextId();
  const unfinished = join(folder, `.${id}.part`);
  try {
    const file = createWriteStream(unfinished, { flags: 'wx', mode: 0o600 });
    file.write(traceOf(session));
    await pipeline(stream, file);
    await rename(unfinished, join(folder, `${id}.eml`));
  } catch (error) {
    stream.resume();
    await rm(unfinished, { force: true });
    throw refusal(452, `4.3.1 The outbox could not write it: ${(error as Error).message}`);
  }
}

/** What the server that delivers writes on top (RFC 5321 s.4.4). */
function traceOf({ envelope }: SMTPServerSession): string {
  const from = envelope.mailFrom ? envelope.mailFrom.address : '';
  const to = envelope.rcptTo.map(({ address }) => `Delivered-To: ${address}\r\n`);
  return `Return-Path: <${from}>\r\n${to.join('')}`;
}

let lastTime = 0;
let count = 0;

/** Names in the order of arrival, also within one millisecond and among processes: `20261122T101530123Z-0001-9f2c…`. */
function nextId(): string {
  const now = Math.max(Date.now(), lastTime);
  count = now === lastTime ? count + 1 : 0;
  lastTime = now;
  const time = new Date(now).toISOString().replace(/[-:.]/g, '');
  return `${time}-${String(count).padStart(4, '0')}-${randomBytes(4).toString('hex')}`;
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
