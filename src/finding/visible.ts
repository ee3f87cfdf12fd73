/**
 * Text that may be shown on a terminal: characters that could move its cursor, hide what follows or turn the
 * direction of reading are shown as symbols. Tabs stay.
 */
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000a-\u001f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replaceAll('\u007f', '\u2421')
    .replace(/[\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g, '\ufffd');
}
