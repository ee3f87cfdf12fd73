import type { Message } from '../message/message.ts';

const fault = /\r(?!\n)|(?<!\r)\n|(?:^|\n)\./;

/**
 * A message as it goes on the wire before the final dot: lines end with CRLF and nothing else, so that no
 * bare CR or LF can smuggle a second message in, a leading dot is doubled (RFC 5321 s.4.5.2), and the
 * last line is ended. Copies of an issue never need it, and say so; of others, what cannot end a message early is
 * told at a glance.
 */
export function wireForm({ raw, isWireForm = false }: Pick<Message, 'raw' | 'isWireForm'>): Buffer {
  return isWireForm || needsNoCare(raw) ? raw : stuffDots(raw);
}

/** Without a dot behind a line end of whatever kind, nothing in it can be taken for its end. */
function needsNoCare(raw: Buffer): boolean {
  return (
    raw.length > 1 &&
    raw[0] !== dot &&
    raw[raw.length - 2] === carriageReturn &&
    raw[raw.length - 1] === lineFeed &&
    !raw.includes('\n.') &&
    !raw.includes('\r.')
  );
}

const [dot, carriageReturn, lineFeed] = [0x2e, 0x0d, 0x0a];

function stuffDots(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const ended = text === '' || text.endsWith('\r\n');
  if (ended && !fault.test(text)) return raw;
  const lines = text.replace(/\r\n|\r|\n/g, '\r\n').replace(/^\./gm, '..');
  return Buffer.from(lines.endsWith('\r\n') ? lines : `${lines}\r\n`, 'latin1');
}
