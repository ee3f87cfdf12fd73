import type { Place } from '../../finding/place.ts';
import type { Block } from '../../issue/block.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';

/**
 * Which block a place lies in, as its HTML is named, the innermost: `3-1`; and which paragraph of it, counted from 1:
 * `3-1.2`. Nothing before the first one. Each goes on to where the next one begins.
 */
export function blockPlace({ issue, places }: ReadIssue, place: Place | undefined): string | undefined {
  return place && within(issue.blocks, (part) => beginsBefore(places.of(part), place));
}

type HasBegun = (part: object) => boolean;

function within(blocks: readonly Block[], hasBegun: HasBegun): string | undefined {
  const index = blocks.findLastIndex(hasBegun);
  const block = blocks[index];
  if (!block) return undefined;
  const inner = 'blocks' in block ? within(block.blocks, hasBegun) : undefined;
  return inner === undefined ? `${index + 1}${paragraphIn(block, hasBegun)}` : `${index + 1}-${inner}`;
}

function paragraphIn(block: Block, hasBegun: HasBegun): string {
  if (block.kind !== 'text' && block.kind !== 'quote') return '';
  const index = block.content.findLastIndex(hasBegun);
  return index < 0 ? '' : `.${index + 1}`;
}

function beginsBefore(part: Place | undefined, { file, line }: Place): boolean {
  return part !== undefined && part.file === file && part.line <= line;
}
