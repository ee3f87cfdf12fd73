import { oneLine } from './csv/cell.ts';

/**
 * Tags in one cell: separated by commas, semicolons or bars; one that holds such a sign stands in quotation marks,
 * as Mailchimp writes them all. Also a list in JSON, as APIs give it.
 */
export function parseTags(cell: string): string[] {
  if (cell === '') return [];
  const found =
    listOf(cell) ??
    [...cell.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,;|]*))\s*(?:[,;|]|$)/gu)].map(([, quoted, plain]) =>
      oneLine(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')),
    );
  return [...new Set(found.filter((tag) => tag !== ''))];
}

function listOf(cell: string): string[] | undefined {
  if (!cell.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(cell);
    const texts = Array.isArray(list) && list.every((one) => typeof one === 'string');
    return texts ? list.map(oneLine) : undefined;
  } catch {
    return undefined;
  }
}

/** `parseTags` reads it back. */
export function formatTags(tags: readonly string[]): string {
  return tags.map((tag) => (/^\[|[",;|]/.test(tag) ? `"${tag.replaceAll('"', '""')}"` : tag)).join(', ');
}
