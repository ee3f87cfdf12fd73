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
  /** The value of `h=`: names in order, each as often as it is covered, with colons between. */
  readonly names: string;
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

/** Writes the field `DKIM-Signature` of a message (RFC 6376 s.3.5), folded, with its line end. */
export type WriteSignature = (signable: Signable) => Promise<string>;

/** The signatures of one key. */
export function signatureWriter(domain: string, { selector, key }: SelectedKey): WriteSignature {
  const openingOf = lastKept((names) => openingTags(domain, selector, key, names));
  return async ({ names, headers, time, bodyHash }) => {
    const { folded, relaxed } = openingOf(names);
    const own = `${time === undefined ? '' : `t=${time}; `}bh=${bodyHash};`;
    const input = Buffer.from(`${headers}${relaxed} ${own} b=`, 'latin1');
    const signature = await signOnPool(digestOf(key), inputOf(key, input), key);
    return `${folded}\r\n ${own}\r\n b=${foldBase64(signature.toString('base64'))}\r\n`;
  };
}

/** RSA hashes what it signs; Ed25519 is given the hash (RFC 8463 s.3). */
function inputOf(key: KeyObject, input: Buffer): Buffer {
  return digestOf(key) === null ? createHash('sha256').update(input).digest() : input;
}

/** The tags that all signatures over headers of these names share, folded and as they are signed. */
interface Opening {
  readonly folded: string;
  readonly relaxed: string;
}

function openingTags(domain: string, selector: string, key: KeyObject, names: string): Opening {
  const covered = names.split(':');
  const folded = fold([
    'DKIM-Signature: v=1;',
    ` a=${key.asymmetricKeyType}-sha256;`,
    ' c=relaxed/relaxed;',
    ` d=${domain};`,
    ` s=${selector};`,
    ...covered.map((name, i) => `${i === 0 ? ' h=' : ''}${name}${i === covered.length - 1 ? ';' : ':'}`),
  ]);
  return { folded, relaxed: relaxedHeader(folded) };
}

/** The copies of a mailing have the same headers: what was made for one serves the next. */
function lastKept<T>(make: (names: string) => T): (names: string) => T {
  let last: { readonly names: string; readonly made: T } | undefined;
  return (names) => {
    if (last?.names !== names) last = { names, made: make(names) };
    return last.made;
  };
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
  let start = lineLength - ' b='.length;
  let folded = text.slice(0, start);
  for (; start < text.length; start += lineLength - 1) {
    folded += `\r\n ${text.slice(start, start + lineLength - 1)}`;
  }
  return folded;
}
