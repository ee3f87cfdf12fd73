import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmailAddress } from '../../../src/address/email-address.ts';
import { startOutbox } from '../../../src/smtp/outbox.ts';
import { openServer } from '../../../src/smtp/transport.ts';
import { type Preview, startPreview } from '../../../src/web/preview/preview.ts';

export const seed = '2016-10-24-failing-at-therapy.md';

export const goodSettings = `name: News + Notes
from: News + Notes <hello@news.example.org>
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
fields: { first_name: { fallback: there } }
segments: { press: "tag:press" }
`;

/** A newsletter in a folder of its own, with the seed issue, and its preview. */
export interface Served {
  readonly folder: string;
  readonly outbox: string;
  readonly preview: Preview;
  readonly bugs: unknown[];
  write(path: string, text: string | Buffer): void;
  close(): Promise<void>;
}

export async function serve(files: Readonly<Record<string, string>> = {}, issue?: string): Promise<Served> {
  const around = mkdtempSync(join(tmpdir(), 'pennypost-preview-'));
  const folder = join(around, 'letter');
  const outbox = join(folder, '.pennypost', 'outbox');
  const bugs: unknown[] = [];
  const write = (path: string, text: string | Buffer) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('newsletter.yaml', goodSettings);
  mkdirSync(join(folder, 'issues'));
  mkdirSync(join(folder, 'templates'));
  cpSync(fileURLToPath(new URL(`../../../issues/${seed}`, import.meta.url)), join(folder, 'issues', seed));
  for (const [path, text] of Object.entries(files)) write(path, text);
  const onBug = (error: unknown) => bugs.push(error);
  const begin = issue === undefined ? undefined : join(folder, issue);
  const preview = await startPreview({ folder, outbox, issue: begin, port: 0, onBug });
  const close = async () => {
    await preview.close();
    rmSync(around, { recursive: true, force: true });
  };
  return { folder, outbox, preview, bugs, write, close };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Asks for a path exactly as it is written, with whatever headers; `fetch` would mend both. */
export function ask(
  served: Served,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(served.preview.url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, method, headers: { ...lengthOf(body), ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    asked.on('error', reject).end(body);
  });
}

function lengthOf(body: string): Record<string, string> {
  if (body === '') return {};
  return {
    'content-length': `${Buffer.byteLength(body)}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
}

/** The stream of events that an open page listens to. */
export interface Listening {
  /** The next event that says something changed, come already or still to come. */
  changed(): Promise<{ took: number }>;
  /** How many have come and were not asked for. */
  readonly waiting: number;
  close(): void;
}

export function listen(served: Served, issue = ''): Promise<Listening> {
  const come: { took: number }[] = [];
  const asked: ((event: { took: number }) => void)[] = [];
  return new Promise((resolve) => {
    const stream = get(`${served.preview.url}/live?issue=${encodeURIComponent(issue)}`, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) hear(event);
      });
      answer.on('error', () => undefined);
    });
    stream.on('error', () => undefined);
    const listening = {
      changed: async () => come.shift() ?? new Promise<{ took: number }>((then) => asked.push(then)),
      get waiting() {
        return come.length;
      },
      close: () => stream.destroy(),
    };
    const hear = (event: string) => {
      if (event.startsWith('event: open')) resolve(listening);
      if (!event.startsWith('event: changed')) return;
      const data = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '');
      const next = asked.shift();
      if (next) next(data);
      else come.push(data);
    };
  });
}

/** Hands mails over to an outbox on the newsletter's folder, as `test` and `send` do. */
export async function deliver(served: Served, mails: readonly { to: string; raw: string }[]): Promise<void> {
  const outbox = await startOutbox({ folder: served.outbox });
  const connected = await openServer({ name: 'outbox', url: outbox.url }).connect();
  if (!connected.ok) throw new Error(connected.fault.why);
  for (const { to, raw } of mails) {
    const envelope = { from: 'bounces@example.org' as EmailAddress, to: to as EmailAddress };
    await connected.transport.deliver({ envelope, raw: Buffer.from(raw) });
  }
  connected.transport.close();
  await outbox.close();
}

export function htmlMail(subject: string, html: string): string {
  return `Subject: ${subject}\r\nFrom: News <news@example.org>\r\nTo: reader@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html.replace(/\r?\n/g, '\r\n')}\r\n`;
}

export const issueText = (body: string, more = ''): string =>
  `---\ntitle: A letter\npreview: What it says\ndate: 2026-11-20\n${more}---\n${body}\n`;
