import { LineIndex, type Place } from '../../finding/place.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';

/** Where the value of a key stands in the front matter; where there is none, the key that stands in for it. */
export function frontMatterPlace({ sources }: ReadIssue, ...keys: readonly string[]): Place | undefined {
  const [source] = sources;
  if (!source) return undefined;
  const end = /\n(?:---|\.\.\.)[ \t]*\r?(?:\n|$)/.exec(source.text)?.index ?? 0;
  const front = source.text.slice(0, end);
  for (const key of keys) {
    const found = new RegExp(`^${key}:[ \\t]*(\\S(?:.*\\S)?)`, 'm').exec(front);
    if (!found) continue;
    const start = found.index + found[0].indexOf(found[1] as string, key.length + 1);
    return {
      file: source.file,
      ...new LineIndex(source.text).span(start, start + (found[1] as string).length),
    };
  }
  return undefined;
}
