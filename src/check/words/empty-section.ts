import type { Block, BlockOf } from '../../issue/block.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';
import { at, type Remark, type Rule } from '../rule.ts';

/** Below every heading there is something. */
export const emptySection: Rule = {
  helps: [
    {
      code: 'heading/empty-section',
      severity: 'warning',
      about:
        'A heading with nothing below it: what was to stand there was forgotten, or has slipped elsewhere.',
      wrong: '## News\n\n## Dates\n\nThe market is on Saturday.',
      right: '## News\n\nThe market is back.\n\n## Dates\n\nThe market is on Saturday.',
    },
  ],
  *find(read) {
    yield* within(read, read.issue.blocks);
  },
};

function* within(read: ReadIssue, blocks: readonly Block[]): Generator<Remark> {
  for (const [i, block] of blocks.entries()) {
    if ('blocks' in block) yield* within(read, block.blocks);
    if (block.kind !== 'heading') continue;
    const next = blocks[i + 1];
    const isEmpty =
      next === undefined ||
      next.kind === 'notes' ||
      (next.kind === 'heading' && depthOf(read, next) <= depthOf(read, block));
    if (!isEmpty) continue;
    yield at(read, block, 'node', {
      code: 'heading/empty-section',
      message: 'There is nothing below this heading',
      advice: 'Write something, or take the heading out.',
    });
  }
}

/** As the writer has it: `#` and `##` are one level in the mail. */
function depthOf({ places, sources }: ReadIssue, heading: BlockOf<'heading'>): number {
  const place = places.of(heading);
  const source = sources.find(({ file }) => file === place?.file);
  const line = source?.text.split('\n', place?.line ?? 0).at(-1) ?? '';
  return /^ {0,3}(#{1,6})(?:\s|$)/.exec(line)?.[1]?.length ?? heading.level;
}
