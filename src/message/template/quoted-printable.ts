/** A line has 76 characters at most (RFC 2045 s.6.7), one of them the `=` of a soft line break. */
const columns = 75;

/** Ends a line on the wire but not in the text. */
export const softBreak = '=\r\n';

/** What stands on the wire as it is: short, with single spaces between words, no dot and no “From ” first. */
const plainLine = /^(?!\.|From )[!-<>-~]*(?: [!-<>-~]+)*$/;

/**
 * Text as quoted-printable that starts a line and may be followed by a soft line break: lines of 75 characters
 * at most, ended by CRLF, whatever ended them before. No line starts with a dot, so that nothing needs
 * dot-stuffing (RFC 5321 s.4.5.2), nor with “From ”, which mailboxes change. White space is encoded at line
 * ends and in runs, so that the relaxed and the simple body of DKIM are the very bytes (RFC 6376 s.3.4).
 */
export function quotedPrintable(text: string): string {
  if (isPlain(text)) return text;
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => (isPlain(line) ? line : encodeLine(line)))
    .join('\r\n');
}

function isPlain(line: string): boolean {
  return line.length <= columns && plainLine.test(line);
}

/** Breaks lines between characters, never in the middle of one. */
function encodeLine(line: string): string {
  let encoded = '';
  let column = 0;
  for (let at = 0; at < line.length; ) {
    const character = String.fromCodePoint(line.codePointAt(at) as number);
    let unit = isLiteral(line, at, column) ? character : escaped(character);
    if (column + unit.length > columns) {
      encoded += softBreak;
      column = 0;
      unit = isLiteral(line, at, column) ? character : escaped(character);
    }
    encoded += unit;
    column += unit.length;
    at += character.length;
  }
  return encoded;
}

/** Whether the character at `at` may stand in that column as it is. */
function isLiteral(line: string, at: number, column: number): boolean {
  const character = line[at] as string;
  if (character === ' ') return at > 0 && line[at - 1] !== ' ' && at < line.length - 1;
  if (character < '!' || character > '~' || character === '=') return false;
  return column > 0 || (character !== '.' && !line.startsWith('From ', at));
}

/** `=00` to `=FF`. */
const signs = Array.from(
  { length: 256 },
  (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
);

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x80) return signs[code] as string;
  return Buffer.from(character).reduce((text, byte) => text + signs[byte], '');
}
