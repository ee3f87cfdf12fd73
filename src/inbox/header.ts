import PostalMime, { decodeWords } from 'postal-mime';
import { headSize } from './arrived.ts';

/** The header of a message: what anybody may have written into it. */
export interface Header {
  /** The values of a field, unfolded, in their order; its name in small letters. */
  readonly all: (name: string) => readonly string[];
  /** The first of them, trimmed; empty when there is none. */
  readonly first: (name: string) => string;
  /** Decoded (RFC 2047), on one line. */
  readonly subject: string;
  /** Who it says it is from; empty when that cannot be read. Never a reason to act. */
  readonly from: string;
}

/** Reads the header at the beginning of a message; nothing when it does not end within these bytes. */
export async function readHeader(head: Buffer): Promise<Header | undefined> {
  const block = headerBlock(head);
  if (block === undefined) return undefined;
  const { headers, from } = await PostalMime.parse(Buffer.from(`${block}\r\n\r\n`, 'latin1'));
  const all = (name: string) => headers.filter(({ key }) => key === name).map(({ value }) => value);
  const first = (name: string) => (all(name)[0] ?? '').trim();
  const subject = decodeWords(first('subject')).replace(/\s+/g, ' ').trim();
  return { all, first, subject, from: from?.address ?? '' };
}

/**
 * The bytes up to the first empty line, a character each, with CRLF between lines and without a byte order mark: the
 * same whichever way a message is read. Nothing when they do not end within a head.
 */
export function headerBlock(head: Buffer): string | undefined {
  const text = head.toString('latin1').replace(/^(?:\xef\xbb\xbf)?(?:\r?\n)*/, '');
  const end = /\r?\n\r?\n/.exec(text);
  if (!end && head.length >= headSize) return undefined;
  return (end ? text.slice(0, end.index) : text).replace(/\r?\n/g, '\r\n');
}
