/** The header fields of a message, each with its folds, and its body; bytes as Latin-1. */
export interface SplitMessage {
  readonly fields: readonly string[];
  readonly body: Buffer;
}

const headEnd = Buffer.from('\r\n\r\n');

/** `raw` has CRLF line ends only. */
export function splitMessage(raw: Buffer): SplitMessage {
  const at = raw.indexOf(headEnd);
  const head = raw.toString('latin1', 0, at < 0 ? raw.length : at);
  return { fields: head.split(/\r\n(?![ \t])/), body: raw.subarray(at < 0 ? raw.length : at + 4) };
}

/** The name of a field, in small letters. */
export function nameOf(field: string): string {
  const colon = field.indexOf(':');
  return field
    .slice(0, colon < 0 ? field.length : colon)
    .replace(/[ \t]+$/, '')
    .toLowerCase();
}

/** RFC 6376 s.3.4.2. Only space and tab are white space there, whatever the bytes of a UTF-8 name look like. */
export function relaxedHeader(field: string): string {
  return `${nameOf(field)}:${relaxedValue(field.slice(field.indexOf(':') + 1))}`;
}

function relaxedValue(value: string): string {
  const single = /[\t\r]| {2}/.test(value) ? value.replace(/\r\n/g, '').replace(/[ \t]+/g, ' ') : value;
  return single.replace(/^ | $/g, '');
}

/** RFC 6376 s.3.4.4. */
export function relaxedBody(body: Buffer): Buffer {
  const lines = body.toString('latin1').split('\r\n');
  const relaxed = lines.map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  const last = relaxed.findLastIndex((line) => line !== '');
  const text = relaxed.slice(0, last + 1).map((line) => `${line}\r\n`);
  return Buffer.from(text.join(''), 'latin1');
}
