import { at, type Rule } from '../rule.ts';
import { type WebLink, webLinksOf } from './web-links.ts';

/** Shorter words are told apart by what stands around them: “PR”, “slides”, “#12”. */
const leastWords = 2;
const leastLetters = 10;

/** The same words lead to the same place. */
export const sameWords: Rule = {
  helps: [
    {
      code: 'link/same-words',
      severity: 'hint',
      about:
        'Whoever goes from link to link hears the same words twice and cannot tell the places apart; often one address is an old one that was left behind.',
      wrong: '[The next meeting](https://example.org/may) and [the next meeting](https://example.org/june)',
      right: '[The meeting in May](https://example.org/may) and [the one in June](https://example.org/june)',
    },
  ],
  *find(read) {
    const first = new Map<string, WebLink>();
    for (const link of webLinksOf(read)) {
      const words = spoken(link);
      if (words === undefined) continue;
      const earlier = first.get(words);
      if (!earlier) first.set(words, link);
      else if (pageOf(earlier) !== pageOf(link)) {
        yield at(read, link.node, 'node', {
          code: 'link/same-words',
          message: `“${link.words.trim()}” leads somewhere else further up`,
          advice: 'Let each say where it leads, or check whether one of the addresses is an old one.',
        });
      }
    }
  },
};

function spoken({ words, hasPicture }: WebLink): string | undefined {
  const said = words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const isLong = said.split(' ').length >= leastWords && said.length >= leastLetters;
  return isLong && !hasPicture ? said : undefined;
}

/** A page is one with a slash at the end or without, encrypted or not. */
function pageOf({ to }: WebLink): string {
  return `${to.host.replace(/^www\./, '')}${to.pathname.replace(/\/$/, '')}${to.search}${to.hash}`;
}
