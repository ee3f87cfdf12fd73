/** `tag=value` pairs between semicolons, as DKIM and DMARC write them (RFC 6376 s.3.2). */
export interface TagList {
  /** By their names, in the order written; what is no pair is left out. */
  readonly tags: ReadonlyMap<string, string>;
  /** Parts that are no pair, and names that stand there twice. */
  readonly faults: readonly string[];
}

const pair = /^([a-z][a-z0-9_]*)\s*=\s*(.*)$/is;

export function readTags(text: string): TagList {
  const tags = new Map<string, string>();
  const faults: string[] = [];
  for (const part of text.split(';').map((one) => one.trim())) {
    if (part === '') continue;
    const [, name, value = ''] = pair.exec(part) ?? [];
    if (name === undefined || tags.has(name)) faults.push(part);
    else tags.set(name, value.trim());
  }
  return { tags, faults };
}
