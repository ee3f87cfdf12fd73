import type { Block } from '../../issue/block.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';
import { at, type Remark, type Rule } from '../rule.ts';

/** Steps that something stands between go on counting. */
export const restartedSteps: Rule = {
  helps: [
    {
      code: 'steps/restart',
      severity: 'warning',
      about: 'A list of one step, some words, and a list that begins with 1 again: readers see 1, 1, 1.',
      wrong: '1. Open the box.\n\nIt is tight.\n\n1. Take out the boat.',
      right: '1. Open the box.\n\n   It is tight.\n\n2. Take out the boat.',
    },
  ],
  *find(read) {
    yield* within(read, read.issue.blocks);
  },
};

function* within(read: ReadIssue, blocks: readonly Block[]): Generator<Remark> {
  for (const [i, block] of blocks.entries()) {
    if ('blocks' in block) yield* within(read, block.blocks);
    const [before, between] = [blocks[i - 2], blocks[i - 1]];
    if (block.kind !== 'steps' || before?.kind !== 'steps') continue;
    const isText = between?.kind === 'text' || between?.kind === 'image';
    if (!isText || block.start !== 1 || before.items.length !== 1) continue;
    yield at(read, block, 'node', {
      code: 'steps/restart',
      message: 'These steps begin with 1 again',
      advice: `Indent what stands between them, so that it belongs to its step, or begin with ${before.start + 1}.`,
    });
  }
}
