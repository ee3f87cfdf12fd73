import type { Message } from '../message/message.ts';

const fault = /\r(?!\n)|(?<!\r)\n|(?:^|\n)\./;

/**
 * A message as it goes on the wire before the final dot: lines end with CRLF and nothing else, so that no
 * bare CR or LF can smuggle a second message in, a leading dot is doubled (RFC 5321 s.4.5.2), and the
 * last line is ended. Copies of an issue never need it, and say so.
 */
export function wireForm({ raw, isWireForm = false }: Pick<Message, 'raw' | 'isWireForm'>): Buffer {
  return isWireForm ? raw : stuffDots(raw);
}

function stuffDots(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const ended = text === '' || text.endsWith('\r\n');
  if (ended && !fault.test(text)) return raw;
  const lines = text.replace(/\r\n|\r|\n/g, '\r\n').replace(/^\./gm, '..');
  return Buffer.from(lines.endsWith('\r\n') ? lines : `${lines}\r\n`, 'latin1');
}
