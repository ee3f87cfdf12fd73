/** What is no field: it has a place of its own. */
const reserved = ['email', 'tags', 'status'];

/** A header as the name of a merge field: `Vorname (kurz)` → `vorname_kurz`; empty when nothing is left. */
export function fieldNameOf(header: string): string {
  const name = header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[0-9_]+|_+$/g, '');
  return reserved.includes(name) ? `${name}_2` : name;
}
