import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address, Email } from 'postal-mime';
import { laterFolder } from './outbox.ts';

/** A line of the outbox's list. */
export interface OutboxEntry {
  /** Names the message; the file is `<id>.eml`. */
  readonly id: string;
  /** When it was handed over. */
  readonly at: Date;
  readonly from: string;
  /** Whom it was delivered to. */
  readonly to: string;
  readonly subject: string;
  /** Bytes. */
  readonly size: number;
}

export interface OutboxPage {
  /** Newest first. */
  readonly entries: readonly OutboxEntry[];
  /** How many messages the outbox holds. */
  readonly total: number;
}

/** A whole message, taken apart. */
export interface OutboxMessage extends OutboxEntry {
  readonly html: string | undefined;
  readonly text: string | undefined;
  /** In their order, decoded. */
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  readonly attachments: readonly OutboxAttachment[];
  /** The file's bytes. */
  readonly raw: Buffer;
}

export interface OutboxAttachment {
  readonly name: string;
  readonly type: string;
  /** Without angle brackets. */
  readonly cid: string | undefined;
  readonly content: Uint8Array;
}

const idShape = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-\d{4,}-[0-9a-f]{8}$/;
const headSize = 16 * 1024;

/** A page of the outbox, newest first; reads the heads of that page’s messages only. */
export async function listOutbox(
  folder: string,
  { offset = 0, limit = 50 }: { offset?: number; limit?: number } = {},
): Promise<OutboxPage> {
  const ids = (await idsIn(folder)).sort().reverse();
  const page = await Promise.all(ids.slice(offset, offset + limit).map((id) => readEntry(folder, id)));
  return { entries: page.filter((entry) => entry !== undefined), total: ids.length };
}

/** One message, or nothing when there is none of that id; an id never leads out of the folder. */
export async function readOutboxMessage(folder: string, id: string): Promise<OutboxMessage | undefined> {
  if (!idShape.test(id)) return undefined;
  const raw = await readFile(join(folder, `${id}.eml`)).catch(ifMissing);
  if (!raw) return undefined;
  const { decodeWords } = await import('postal-mime');
  const email = await parse(raw);
  return {
    ...entryOf(id, email, raw.length),
    html: email.html,
    text: email.text,
    headers: email.headers.map(({ originalKey, value }) => ({ key: originalKey, value: decodeWords(value) })),
    attachments: email.attachments.map(attachmentOf),
    raw,
  };
}

/** Takes all messages out, and forgets who was put off. */
export async function clearOutbox(folder: string): Promise<void> {
  const ids = await idsIn(folder);
  await Promise.all(ids.map((id) => rm(join(folder, `${id}.eml`), { force: true })));
  const markers = await readdir(join(folder, laterFolder)).catch(ifMissing);
  await Promise.all((markers ?? []).map((name) => rm(join(folder, laterFolder, name), { force: true })));
}

async function idsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(ifMissing)) ?? [];
  return names
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -4))
    .filter((id) => idShape.test(id));
}

/** Nothing when the message was cleared away meanwhile. */
async function readEntry(folder: string, id: string): Promise<OutboxEntry | undefined> {
  const file = await open(join(folder, `${id}.eml`)).catch(ifMissing);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headSize), 0, headSize, 0);
    return entryOf(id, await parse(headOf(buffer.subarray(0, bytesRead))), size);
  } finally {
    await file.close();
  }
}

function headOf(start: Buffer): Buffer {
  const end = start.indexOf('\r\n\r\n');
  return end === -1 ? start : start.subarray(0, end + 4);
}

function entryOf(id: string, email: Email, size: number): OutboxEntry {
  return {
    id,
    at: timeOf(id),
    from: addressOf(email.from),
    to: email.deliveredTo ?? addressOf(email.to?.[0]),
    subject: email.subject ?? '',
    size,
  };
}

function timeOf(id: string): Date {
  return new Date(id.replace(idShape, '$1-$2-$3T$4:$5:$6.$7Z'));
}

function addressOf(address: Address | undefined): string {
  if (!address) return '';
  return address.name && address.address
    ? `${address.name} <${address.address}>`
    : (address.address ?? address.name);
}

function attachmentOf(attachment: Email['attachments'][number]): OutboxAttachment {
  const { filename, mimeType, contentId, content } = attachment;
  return {
    name: filename ?? '',
    type: mimeType,
    cid: contentId?.replace(/^<|>$/g, ''),
    content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
  };
}

async function parse(bytes: Buffer): Promise<Email> {
  const { default: PostalMime } = await import('postal-mime');
  return PostalMime.parse(bytes);
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
