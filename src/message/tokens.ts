import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Failure } from '../finding/failure.ts';

/**
 * What a link's token may do: `act` stands in the List-Unsubscribe header and unsubscribes at one POST
 * (RFC 8058); `page` stands in the body and only opens the page, so that a friend who is forwarded a copy
 * cannot unsubscribe the reader unseen.
 */
export type TokenKind = 'act' | 'page';

/** What a token says; ids only, nothing about a person. */
export interface TokenClaim {
  readonly kind: TokenKind;
  readonly list: number;
  readonly subscriber: number;
  /** The mailing's id; empty for a link outside any mailing. */
  readonly mailing: string;
}

/** The two tokens of one reader's copy. */
export interface LinkTokens {
  readonly act: string;
  readonly page: string;
}

/** For previews and checks, which need no secret: they look like tokens and open nothing. */
export const sampleTokens: LinkTokens = { act: 'sample-act', page: 'sample-page' };

const version = 1;
const kinds: readonly TokenKind[] = ['act', 'page'];
const macLength = 16;
/** Told apart from whatever else the secret signs. */
const label = `pennypost links ${version}\0`;
const leastSecret = 16;

/**
 * Gives both tokens of each reader's copy in a mailing: a claim and 128 bits of the HMAC-SHA-256 of its ids with
 * the first secret, in base64url. One HMAC serves both: its first half is for `act`, its second for `page`, and
 * neither says anything about the other.
 * @throws {Failure} `secret/short` when the secret has fewer than 16 characters.
 */
export function linkSigner(
  secrets: readonly string[],
  { list, mailing }: Pick<TokenClaim, 'list' | 'mailing'>,
): (subscriber: number) => LinkTokens {
  const [secret = ''] = secrets;
  if (secret.length < leastSecret) throw shortSecret();
  const key = keyOf(secret);
  const [before, after] = [varint(list), utf8(mailing)];
  return (subscriber) => {
    const ids = before + varint(subscriber) + after;
    const macs = macsOf(key, ids);
    const token = (kind: TokenKind): string =>
      Buffer.from(headOf(kind) + ids + macFor(kind, macs), 'latin1').toString('base64url');
    return { act: token('act'), page: token('page') };
  };
}

/** Both tokens of one reader's copy. @throws {Failure} `secret/short` */
export function signLinkTokens(secrets: readonly string[], claim: Omit<TokenClaim, 'kind'>): LinkTokens {
  return linkSigner(secrets, claim)(claim.subscriber);
}

/**
 * The claim of a genuine token; nothing for any other text. Every secret is tried, also when the first one
 * fits, so that the time it takes says nothing; retired secrets keep old mails working.
 */
export function readToken(secrets: readonly string[], token: string): TokenClaim | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const cut = Math.max(0, bytes.length - macLength);
  const [payload, mac] = [bytes.subarray(0, cut), Buffer.alloc(macLength)];
  bytes.copy(mac, 0, cut);
  const genuine = secrets.map((secret) => secret.length >= leastSecret && isGenuine(secret, payload, mac));
  return genuine.includes(true) && bytes.toString('base64url') === token ? decode(payload) : undefined;
}

/** What a token says it is, genuine or not, so that one that means nothing is answered like one of its kind. */
export function pretendedKind(token: string): TokenKind {
  return kindOf(Buffer.from(token, 'base64url')) ?? 'act';
}

function isGenuine(secret: string, payload: Buffer, mac: Buffer): boolean {
  const macs = macsOf(keyOf(secret), payload.toString('latin1', 1));
  const ours = macFor(kindOf(payload) ?? 'act', macs);
  return timingSafeEqual(Buffer.from(ours, 'latin1'), mac);
}

function keyOf(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret));
}

/** Bytes in and out are text, each character one of them: short texts are put together faster than buffers. */
function macsOf(key: KeyObject, ids: string): string {
  return createHmac('sha256', key).update(`${label}${ids}`, 'latin1').digest('binary');
}

function macFor(kind: TokenKind, macs: string): string {
  const from = kinds.indexOf(kind) * macLength;
  return macs.slice(from, from + macLength);
}

/** Version and kind in one byte; behind it stand the two ids as LEB128, then the mailing. */
function headOf(kind: TokenKind): string {
  return String.fromCharCode((version << 4) | kinds.indexOf(kind));
}

function kindOf(payload: Buffer): TokenKind | undefined {
  return kinds[(payload[0] ?? 0) & 15];
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function decode(payload: Buffer): TokenClaim | undefined {
  const kind = kindOf(payload);
  if (kind === undefined || (payload[0] ?? 0) >> 4 !== version) return undefined;
  const list = readVarint(payload, 1);
  const subscriber = list && readVarint(payload, list.end);
  if (!list || !subscriber) return undefined;
  const mailing = payload.subarray(subscriber.end).toString('utf8');
  return { kind, list: list.value, subscriber: subscriber.value, mailing };
}

function varint(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no id`);
  let bytes = '';
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return bytes + String.fromCharCode(rest);
    bytes += String.fromCharCode((rest % 128) + 128);
  }
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let i = start; i < bytes.length && i < start + 8; i += 1) {
    const byte = bytes[i] as number;
    value += (byte % 128) * 128 ** (i - start);
    if (byte < 128) return { value, end: i + 1 };
  }
  return undefined;
}

function shortSecret(): Failure {
  return new Failure('setup', 'secret/short', 'PENNYPOST_SECRET is missing or shorter than 16 characters', {
    advice: 'Put a long random text in .env; pennypost init makes one.',
    undone: 'Nothing was sent.',
  });
}
