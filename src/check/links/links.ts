import type { ReadIssue } from '../../issue/read-issue.ts';
import { type LinkPart, linksOf } from '../../issue/walk.ts';
import { at, type Remark, type Rule } from '../rule.ts';
import { type AddressFault, faultOfAddress } from './address-fault.ts';
import { mended } from './mended.ts';
import { oncePerPlace } from './web-links.ts';

/** Every link leads to an address that a mail program can follow, and has words to click on. */
export const links: Rule = {
  helps: [
    {
      code: 'link/no-words',
      severity: 'error',
      about: 'Readers click on words, and screen readers read them out: a link without any cannot be found.',
      wrong: '[](https://example.org/news)',
      right: '[The news](https://example.org/news)',
    },
    {
      code: 'link/empty',
      severity: 'error',
      about: 'A link that leads nowhere looks like any other until it is clicked.',
      wrong: '[The news]()',
      right: '[The news](https://example.org/news)',
    },
    {
      code: 'link/field',
      severity: 'error',
      about:
        'An address with a merge field in it is another one for every reader, and broken for those who have no value.',
      wrong: '[Yours](https://example.org/{{first_name}})',
      right: '[Yours](https://example.org/yours)',
    },
    {
      code: 'link/foreign-macro',
      severity: 'error',
      about:
        'What another newsletter tool would have replaced by a reader’s own link, to unsubscribe for instance, stands here as it is.',
      wrong: '[Unsubscribe](*|UNSUB|*)',
      right: 'The links at the end of every mail are made by Pennypost.',
    },
    {
      code: 'link/placeholder',
      severity: 'error',
      about: 'What was to be replaced before sending, and was forgotten.',
      wrong: '[The news](LINK_HERE)',
      right: '[The news](https://example.org/news)',
    },
    {
      code: 'link/misspelt',
      severity: 'error',
      about: 'A scheme with a letter too few or too many: mail programs do not know where to go.',
      wrong: '[The news](ttps://example.org/news)',
      right: '[The news](https://example.org/news)',
    },
    {
      code: 'link/unsafe',
      severity: 'error',
      about: 'Addresses that run something, or read the reader’s own files, are refused by mail programs.',
      wrong: '[Do](javascript:alert(1))',
      right: '[Do](https://example.org/do)',
    },
    {
      code: 'link/scheme',
      severity: 'warning',
      about: 'Few mail programs follow such addresses; only the words of the link are sent.',
      wrong: '[Chat](irc://example.org)',
      right: '[Chat](https://example.org/chat)',
    },
    {
      code: 'link/broken',
      severity: 'error',
      about: 'What stands there cannot be an address.',
      wrong: '[The news](http://)',
      right: '[The news](https://example.org/news)',
    },
    {
      code: 'link/mailto',
      severity: 'error',
      about: 'A mail address without mailto: is taken for the name of a page.',
      wrong: '[Write to us](hello@example.org)',
      right: '[Write to us](mailto:hello@example.org)',
    },
    {
      code: 'link/relative',
      severity: 'error',
      about: 'A mail has no page that an address could be relative to: it has to be whole.',
      wrong: '[About](/about)',
      right: '[About](https://example.org/about)',
    },
  ],
  *find(read) {
    const all = [...linksOf(read.issue.blocks)];
    for (const link of oncePerPlace(read, all)) {
      const fault = faultOfAddress(link.url);
      if (fault) yield remarkOn(read, link, fault);
    }
    for (const { node, words, hasPicture } of all) {
      if (words.trim() !== '' || hasPicture) continue;
      yield at(read, node, 'node', {
        code: 'link/no-words',
        message: 'This link has no words to click on',
        advice: 'Put some between the square brackets; they should say where it leads.',
      });
    }
  },
};

function remarkOn(read: ReadIssue, { node, url }: LinkPart, { meant, ...fault }: AddressFault): Remark {
  const fix = meant === undefined ? {} : mended(read, node, url, meant);
  return at(read, node, url.trim() === '' ? 'node' : 'target', { ...fault, ...fix });
}
