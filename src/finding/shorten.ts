/** A piece of source short enough to stand in a sentence: one line, at most 40 characters. */
export function shorten(text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  if (line === text && text.length <= 40) return text;
  return `${line.slice(0, 36)}…`;
}
