import type { ReadIssue } from '../../issue/read-issue.ts';
import { type LinkPart, linksOf } from '../../issue/walk.ts';
import { faultOfAddress } from './address-fault.ts';

/** A link to a page on the web, its address taken apart. */
export interface WebLink extends LinkPart {
  readonly to: URL;
}

interface WebLinks {
  readonly all: readonly WebLink[];
  readonly addresses: readonly WebLink[];
}

/** Worked out once for all rules. */
const known = new WeakMap<ReadIssue, WebLinks>();

/** The links of an issue that lead to a page and could be followed as they are written. */
export function webLinksOf(read: ReadIssue): readonly WebLink[] {
  return knownOf(read).all;
}

/** The same, an address once that several links share because it stands in one place: `[label]: https://…`. */
export function webAddressesOf(read: ReadIssue): readonly WebLink[] {
  return knownOf(read).addresses;
}

function knownOf(read: ReadIssue): WebLinks {
  const before = known.get(read);
  if (before) return before;
  const all = [...takenApart(read)];
  const links = { all, addresses: oncePerPlace(read, all) };
  known.set(read, links);
  return links;
}

/** Links without those whose address is written where an earlier one’s is. */
export function oncePerPlace<L extends LinkPart>({ places }: ReadIssue, links: Iterable<L>): L[] {
  const seen = new Set<string>();
  return [...links].filter(({ node }) => {
    const place = places.target(node);
    if (!place) return true;
    const key = `${place.file}:${place.line}:${place.column}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function* takenApart(read: ReadIssue): Generator<WebLink> {
  for (const link of linksOf(read.issue.blocks)) {
    const url = link.url.trim();
    if (!/^https?:/i.test(url) || faultOfAddress(url) || !URL.canParse(url)) continue;
    yield { ...link, to: new URL(url) };
  }
}
