const lf = 0x0a;
const cr = 0x0d;

/** Where the line that begins at `from` ends, its line end (LF, CR or CRLF) included; the length when it has none. */
export function endOfLine(bytes: Buffer, from: number): number {
  for (let i = from; i < bytes.length; i += 1) {
    if (bytes[i] === lf) return i + 1;
    if (bytes[i] === cr) return bytes[i + 1] === lf ? i + 2 : i + 1;
  }
  return bytes.length;
}

/** How many lines begin in `[from, to)`, when one begins at `from`. */
export function countLines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at = endOfLine(bytes, at)) count += 1;
  return count;
}

/** Behind the last whole line; 0 when there is none. A CR that ends the bytes may still be half of a CRLF. */
export function endOfWholeLines(bytes: Buffer): number {
  const whole = bytes.at(-1) === cr ? bytes.subarray(0, -1) : bytes;
  return Math.max(whole.lastIndexOf(lf), whole.lastIndexOf(cr)) + 1;
}
