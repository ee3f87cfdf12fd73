import { nearest } from '../../finding/nearest.ts';
import { blocksOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';

/** Every `only` block names a segment of the settings. */
export const segments: Rule = {
  helps: [
    {
      code: 'segment/unknown',
      severity: 'error',
      about: 'What stands in an “only” block whose segment the settings do not name would be read by nobody.',
      wrong: ':::only{segment=pres}\nFor the press.\n:::',
      right: ':::only{segment=press}\nFor the press.\n:::',
    },
  ],
  *find(read, context) {
    for (const block of blocksOf(read.issue.blocks)) {
      if (block.kind !== 'only' || context.segments.includes(block.segment)) continue;
      const meant = nearest(block.segment, context.segments);
      yield at(read, block, 'target', {
        code: 'segment/unknown',
        message: `There is no segment “${block.segment}”, so nobody would read this`,
        advice: meant
          ? `Did you mean “${meant}”?`
          : `Add it under “segments” in newsletter.yaml, as ${block.segment}: tag:${block.segment}.`,
      });
    }
  },
};
