import type { Finding } from '../../finding/finding.ts';
import { linksOf } from '../../issue/walk.ts';
import { faultOfAddress } from '../address-fault.ts';
import { at, type Rule } from '../rule.ts';

/** Every link leads to an address that a mail program can follow, and has words to click on. */
export const links: Rule = function* (read): Generator<Finding> {
  for (const { node, url, words, hasPicture } of linksOf(read.issue.blocks)) {
    const fault = faultOfAddress(url);
    if (fault) yield at(read, node, url.trim() === '' ? 'node' : 'target', fault);
    if (words.trim() === '' && !hasPicture) {
      yield at(read, node, 'node', {
        code: 'link/no-words',
        message: 'This link has no words to click on',
        advice: 'Put some between the square brackets; they should say where it leads.',
      });
    }
  }
};
