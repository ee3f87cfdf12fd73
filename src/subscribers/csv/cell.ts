/**
 * What a spreadsheet would run as a formula, or what an export before ours has already made harmless: the
 * apostrophe counts too, so that undoing it is exact.
 */
const formula = /^'*[=+\-@\t\r]/;

/** A cell as it is written: harmless to a spreadsheet (OWASP, CSV injection), quoted where it must be. */
export function writeCell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return /[",;\t|\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line of CSV, with its line end. */
export function writeLine(cells: readonly string[]): string {
  return `${cells.map(writeCell).join(',')}\n`;
}

/**
 * A cell as it was meant: without the apostrophe that keeps a spreadsheet from running it, on one line, and
 * without control characters, which would end a header where the value is used in one.
 */
export function readCell(cell: string): string {
  const trimmed = cell.trim();
  return oneLine(trimmed.startsWith("'") && formula.test(trimmed) ? trimmed.slice(1) : trimmed);
}

/** Nearly every cell: nothing in it to be replaced. */
const plain = /^[\x20-\x7e]*$/;

/** Text of which every run of line breaks and control characters has become a space. */
export function oneLine(text: string): string {
  if (plain.test(text)) return text.trim();
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();
}
