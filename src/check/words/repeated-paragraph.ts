import { plainWords } from '../../issue/inline.ts';
import { blocksOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';

/** Shorter ones may stand twice: “Read on”, a line of credits. */
const long = 80;

/** No paragraph is pasted twice. */
export const repeatedParagraph: Rule = {
  helps: [
    {
      code: 'words/repeated',
      severity: 'warning',
      about:
        'The same long paragraph a second time, as happens where one was moved and left where it was too.',
      wrong:
        'The market is back on Saturday, on the square behind the library, from nine until noon or until all is sold.\n\nBring a bag.\n\nThe market is back on Saturday, on the square behind the library, from nine until noon or until all is sold.',
      right:
        'The market is back on Saturday, on the square behind the library, from nine until noon or until all is sold.\n\nBring a bag.',
    },
  ],
  *find(read) {
    const seen = new Set<string>();
    for (const block of blocksOf(read.issue.blocks)) {
      if (block.kind !== 'text') continue;
      for (const flow of block.content) {
        if (flow.kind !== 'paragraph') continue;
        const words = plainWords(flow.content).trim();
        if (words.length < long) continue;
        if (seen.has(words)) {
          yield at(read, read.places.of(flow) ? flow : block, 'node', {
            code: 'words/repeated',
            message: 'This paragraph has stood here before',
            advice: 'Take one of the two out.',
          });
        }
        seen.add(words);
      }
    }
  },
};
