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
  const value = field
    .slice(field.indexOf(':') + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
  return `${nameOf(field)}:${value}`;
}

const loose = ['\t', '  ', ' \r\n'].map((bytes) => Buffer.from(bytes));

/** RFC 6376 s.3.4.4: the body itself where it is relaxed already, as what `fillMessage` writes always is. */
export function relaxedBody(body: Buffer): Buffer {
  const relaxed = isEndedOnce(body) && !loose.some((bytes) => body.includes(bytes));
  return relaxed ? body : Buffer.from(relax(body.toString('latin1')), 'latin1');
}

function isEndedOnce(body: Buffer): boolean {
  const end = body.toString('latin1', Math.max(0, body.length - 4));
  return end.endsWith('\r\n') && end !== '\r\n\r\n' && body.length > 2;
}

function relax(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  const last = lines.findLastIndex((line) => line !== '');
  return lines
    .slice(0, last + 1)
    .map((line) => `${line}\r\n`)
    .join('');
}
