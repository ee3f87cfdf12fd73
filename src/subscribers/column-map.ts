/** What `--map` says: what a column is to be → its header. */
export type ColumnMap = Readonly<Record<string, string>>;

/** A map, or what is wrong with it. */
export type ParsedColumnMap =
  | { readonly ok: true; readonly map: ColumnMap }
  | { readonly ok: false; readonly fault: string };

/** Reads `email=Mail,first_name=Vorname`. */
export function parseColumnMap(text: string): ParsedColumnMap {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  const bad = pairs.find((pair) => pair.length !== 2 || pair.includes(''));
  if (bad) return { ok: false, fault: `“${bad.join('=')}” should read what=Column, as in email=Mail` };
  return { ok: true, map: Object.fromEntries(pairs) as ColumnMap };
}
