import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ReadFeed {
  readonly id: string;
  readonly title: string;
  readonly updated: string;
  readonly entries: readonly Readonly<
    Record<'id' | 'title' | 'summary' | 'lang' | 'content' | 'updated', string>
  >[];
}

/** An Atom feed as Python's XML parser reads it; throws where it is not well-formed or misses what RFC 4287 asks for. */
export function readFeed(xml: string): ReadFeed {
  const script = fileURLToPath(new URL('read-feed.py', import.meta.url));
  return JSON.parse(execFileSync('python3', [script], { input: xml, encoding: 'utf8' }));
}
