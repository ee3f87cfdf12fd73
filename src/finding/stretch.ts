/**
 * Where the characters `[from, to)` of a text stand in the source it was read from, which may have quotes,
 * escapes, indents and line ends besides: the offset of the same occurrence of the same words, if there is one.
 * A part of several lines is known by its first.
 */
export function sameStretch(
  text: string,
  from: number,
  to: number,
  source: string,
): { start: number; end: number } | undefined {
  const [part = ''] = text.slice(from, to).split('\n', 1);
  if (part === '') return undefined;
  let start = -1;
  for (let seen = text.indexOf(part); seen >= 0 && seen <= from; seen = text.indexOf(part, seen + 1)) {
    start = source.indexOf(part, start + 1);
    if (start < 0) return undefined;
  }
  return start < 0 ? undefined : { start, end: start + part.length };
}
