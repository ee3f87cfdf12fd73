import type { Edit } from '../../finding/fix.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';

/**
 * What puts another address where a link's own is written; nothing where the file spells it otherwise than it was
 * read (escapes, an address that Markdown itself completed), since then there is no telling what to replace.
 */
export function mended(
  { places, sources }: ReadIssue,
  node: object,
  url: string,
  instead: string,
): { readonly fix?: readonly Edit[] } {
  const place = places.target(node);
  if (!place || place.line !== place.endLine) return {};
  const text = sources.find(({ file }) => file === place.file)?.text ?? '';
  const line = text.split(/\r?\n/)[place.line - 1] ?? '';
  if (line.slice(place.column - 1, place.endColumn - 1) !== url) return {};
  return { fix: [{ place, text: instead }] };
}
