import type { Place } from '../../finding/place.ts';
import type { Block } from '../../issue/block.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';

/** Which block a place lies in, as its HTML is named: `3-1`, the innermost; nothing where none is. */
export function blockPlace({ issue, places }: ReadIssue, place: Place | undefined): string | undefined {
  return place && within(issue.blocks, (block) => covers(places.of(block), place));
}

function within(blocks: readonly Block[], holds: (block: Block) => boolean): string | undefined {
  const index = blocks.findIndex(holds);
  const block = blocks[index];
  if (!block) return undefined;
  const inner = 'blocks' in block ? within(block.blocks, holds) : undefined;
  return inner === undefined ? String(index + 1) : `${index + 1}-${inner}`;
}

function covers(block: Place | undefined, { file, line }: Place): boolean {
  return block !== undefined && block.file === file && block.line <= line && line <= block.endLine;
}
