import type { Block, BlockOf } from '../issue/block.ts';
import { plainWords } from '../issue/inline.ts';
import type { Audience } from './setting.ts';

/** A block with its number among its siblings in the issue, counted from 1 whether or not others are shown. */
export interface PlacedBlock {
  readonly block: Block;
  readonly number: number;
}

/**
 * The blocks these readers see: an `only` block stays iff they belong to its segment.
 * A heading without words is left out: it would be a stop for screen readers and nothing else.
 */
export function blocksFor(audience: Audience, blocks: readonly Block[]): PlacedBlock[] {
  return blocks
    .map((block, index) => ({ block, number: index + 1 }))
    .filter(({ block }) => {
      if (block.kind === 'only') return audience.segments.has(block.segment);
      return block.kind !== 'heading' || plainWords(block.text).trim() !== '';
    });
}

export type HeadingLevels = ReadonlyMap<BlockOf<'heading'>, 2 | 3>;

/** The level each shown heading has: a level 3 with no level 2 before it is a level 2, so that none is skipped. */
export function headingLevels(audience: Audience, blocks: readonly Block[]): HeadingLevels {
  const levels = new Map<BlockOf<'heading'>, 2 | 3>();
  for (const heading of headingsIn(audience, blocks)) {
    levels.set(heading, levels.size === 0 ? 2 : heading.level);
  }
  return levels;
}

function headingsIn(audience: Audience, blocks: readonly Block[]): BlockOf<'heading'>[] {
  return blocksFor(audience, blocks).flatMap(({ block }) => {
    if (block.kind === 'heading') return [block];
    return 'blocks' in block ? headingsIn(audience, block.blocks) : [];
  });
}
