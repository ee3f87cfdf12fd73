import { plainWords } from '../../issue/inline.ts';
import { blocksOf, linksOf } from '../../issue/walk.ts';
import { linkAddress } from '../../render/url.ts';
import { at, type SpecimenRule } from '../rule.ts';

/** Who reads a mail as text, on a watch or by ear, gets all of it. */
export const complete: SpecimenRule = {
  helps: [
    {
      code: 'text/link-missing',
      severity: 'error',
      about: 'A link of the issue that the text part does not have: some readers never see the other part.',
      of: 'terminal',
      wrong: 'See the dates.',
      right: 'See the dates [1].\n\n[1] https://example.org/dates',
    },
    {
      code: 'text/heading-missing',
      severity: 'error',
      about: 'A heading of the issue that the text part does not have.',
      of: 'terminal',
      wrong: 'The market is back.',
      right: 'NEWS\n\nThe market is back.',
    },
    {
      code: 'text/footer-missing',
      severity: 'error',
      about:
        'Both parts of a mail say how to leave, and have a postal address: mailbox providers and the law ask for it.',
      of: 'terminal',
      wrong: 'The market is back.',
      right: 'The market is back.\n\nUnsubscribe: https://news.example.org/u/…\nPO Box 1, Exampleton',
    },
  ],
  *find({ read, text, values }, { newsletter }) {
    for (const { node, url } of linksOf(read.issue.blocks)) {
      const address = linkAddress(url);
      if (address === undefined || text.includes(address) || text.includes(address.replace(/^mailto:/i, '')))
        continue;
      yield at(read, node, 'target', {
        code: 'text/link-missing',
        message: 'The text part does not have this link',
        advice: 'This should not happen: please tell us of it.',
      });
    }
    // The numbers of links stand within the words.
    const said = squash(text.replace(/\[\d+\]/g, ''));
    for (const block of blocksOf(read.issue.blocks)) {
      if (block.kind !== 'heading' || block.text.some(({ kind }) => kind === 'field')) continue;
      const words = squash(plainWords(block.text));
      if (words === '' || said.includes(words)) continue;
      yield at(read, block, 'node', {
        code: 'text/heading-missing',
        message: 'The text part does not have this heading',
        advice: 'This should not happen: please tell us of it.',
      });
    }
    const leaves =
      text.includes(values.unsubscribe) ||
      text.includes(values.unsubscribe.replace(/^mailto:/, '').split('?')[0] as string);
    if (!leaves || !said.includes(squash(newsletter.postalAddress))) {
      yield {
        code: 'text/footer-missing',
        message: `The text part has no ${leaves ? 'postal address' : 'way to unsubscribe'}`,
        advice: 'This should not happen: please tell us of it.',
      };
    }
  },
};

/** Letters and digits alone: wrapping, capitals and marks differ. */
function squash(words: string): string {
  return words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
