import { at, type Rule } from '../rule.ts';
import { mended } from './mended.ts';
import { webAddressesOf } from './web-links.ts';

/** An address stands there once. */
export const pastedTwice: Rule = {
  helps: [
    {
      code: 'link/pasted-twice',
      severity: 'error',
      about: 'The same address stands there twice in a row, and leads nowhere.',
      wrong: '[The news](https://example.org/newshttps://example.org/news)',
      right: '[The news](https://example.org/news)',
    },
  ],
  *find(read) {
    for (const { node, url } of webAddressesOf(read)) {
      const once = onceOf(url);
      if (once === undefined) continue;
      yield at(read, node, 'target', {
        code: 'link/pasted-twice',
        message: 'This address stands here twice in a row',
        advice: `Did you mean ${once}?`,
        ...mended(read, node, url, once),
      });
    }
  },
};

/** The second of two that are the same but for a slash at the end. */
function onceOf(url: string): string | undefined {
  const half = url.lastIndexOf('http');
  const [first, second] = [url.slice(0, half), url.slice(half)];
  return half > 0 && bare(first) === bare(second) ? second : undefined;
}

function bare(url: string): string {
  return url.replace(/\/$/, '');
}
