import { oneLine } from './csv/cell.ts';

/**
 * Tags in one cell: separated by commas, semicolons or bars; one that holds such a sign stands in quotation marks,
 * as Mailchimp writes them all.
 */
export function parseTags(cell: string): string[] {
  if (cell === '') return [];
  const found = [...cell.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,;|]*))\s*(?:[,;|]|$)/gu)].map(
    ([, quoted, plain]) => oneLine(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')),
  );
  return [...new Set(found.filter((tag) => tag !== ''))];
}

/** `parseTags` reads it back. */
export function formatTags(tags: readonly string[]): string {
  return tags.map((tag) => (/[",;|]/.test(tag) ? `"${tag.replaceAll('"', '""')}"` : tag)).join(', ');
}
