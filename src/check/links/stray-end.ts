import { at, type Rule } from '../rule.ts';
import { mended } from './mended.ts';
import { webAddressesOf } from './web-links.ts';

/** What stands at the end of an address and belongs to the sentence; `sure` where no address ends so. */
interface Stray {
  readonly end: string;
  readonly sure: boolean;
}

/** An address ends where it ends. */
export const strayEnd: Rule = {
  helps: [
    {
      code: 'link/stray-end',
      severity: 'warning',
      about:
        'A full stop, a bracket or a space that slipped into an address is a part of it then, and leads to a page that is not there.',
      wrong: '[The news](https://example.org/news,)',
      right: '[The news](https://example.org/news),',
    },
  ],
  *find(read) {
    for (const { node, url, words, to } of webAddressesOf(read)) {
      const stray = strayAt(url, to.hostname);
      if (!stray) continue;
      const rest = url.slice(0, -stray.end.length);
      yield at(read, node, 'target', {
        code: 'link/stray-end',
        message: `This address ends with ${stray.end.startsWith('%') ? 'a space' : `“${stray.end}”`}`,
        advice: `Did you mean ${rest}?`,
        // Where the address is what readers see, its end is one of their words.
        ...(stray.sure && words.trim() !== url ? mended(read, node, url, rest) : {}),
      });
    }
  },
};

/** Names of articles may end with a full stop: `Inc.`, `D.C.` */
const wiki = /(?:^|\.)(?:wikipedia|wiktionary|wikimedia|wikidata|wikisource)\.org$/;

function strayAt(url: string, hostname: string): Stray | undefined {
  const mark = /(?:%20|%C2%A0)+$|[,;”’»>"]$/i.exec(url)?.[0];
  if (mark !== undefined) return { end: mark, sure: true };
  if (/[^.]\.$/.test(url) && !wiki.test(hostname)) return { end: '.', sure: false };
  const close = /[)\]]$/.exec(url)?.[0];
  if (close === undefined) return undefined;
  return count(url, close) > count(url, close === ')' ? '(' : '[') ? { end: close, sure: true } : undefined;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
