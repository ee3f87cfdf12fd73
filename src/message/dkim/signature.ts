import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { relaxedHeader } from './canonical.ts';
import { digestOf } from './key.ts';

/** A key and the name it is published under. */
export interface SelectedKey {
  readonly selector: string;
  readonly key: KeyObject;
}

/** What of one message is signed. */
export interface Signable {
  readonly domain: string;
  /** The names of `h=`, in order, each as often as it is covered. */
  readonly names: readonly string[];
  /** Those headers, relaxed, each ended by CRLF; bytes as Latin-1. */
  readonly headers: string;
  /** Base64 of the SHA-256 of the relaxed body. */
  readonly bodyHash: string;
  /** Seconds since 1970, for `t=`. */
  readonly time: number | undefined;
}

const lineLength = 76;

/** With a callback, Node signs on its thread pool, so that every core does. */
const signOnPool = promisify(sign);

/** A field `DKIM-Signature` (RFC 6376 s.3.5), folded, with its line end. */
export async function signatureField(signable: Signable, { selector, key }: SelectedKey): Promise<string> {
  const open = `${fold(tagsOf(signable, selector, key))}\r\n b=`;
  const input = Buffer.from(`${signable.headers}${relaxedHeader(open)}`, 'latin1');
  const signature = await signOnPool(digestOf(key), inputOf(key, input), key);
  return `${open}${foldBase64(signature.toString('base64'))}\r\n`;
}

/** RSA hashes what it signs; Ed25519 is given the hash (RFC 8463 s.3). */
function inputOf(key: KeyObject, input: Buffer): Buffer {
  return digestOf(key) === null ? createHash('sha256').update(input).digest() : input;
}

/** The tags but for `b=`, cut where a line may end. */
function tagsOf({ domain, names, bodyHash, time }: Signable, selector: string, key: KeyObject): string[] {
  return [
    'DKIM-Signature: v=1;',
    ` a=${key.asymmetricKeyType}-sha256;`,
    ' c=relaxed/relaxed;',
    ` d=${domain};`,
    ` s=${selector};`,
    ...(time === undefined ? [] : [` t=${time};`]),
    ` bh=${bodyHash};`,
    ...names.map((name, i) => `${i === 0 ? ' h=' : ''}${name}${i === names.length - 1 ? ';' : ':'}`),
  ];
}

function fold(pieces: readonly string[]): string {
  const [first = '', ...rest] = pieces;
  const lines = [first];
  for (const piece of rest) {
    const line = lines.at(-1) as string;
    if (line.length + piece.length <= lineLength) lines[lines.length - 1] = line + piece;
    else lines.push(` ${piece.trimStart()}`);
  }
  return lines.join('\r\n');
}

/** Lines of 76 with the ` b=` before the first and the space before the others. */
function foldBase64(text: string): string {
  const first = lineLength - ' b='.length;
  const others = text.slice(first).match(/.{1,75}/g) ?? [];
  return [text.slice(0, first), ...others].join('\r\n ');
}
