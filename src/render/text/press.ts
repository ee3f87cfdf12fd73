import type { HeadingLevels } from '../audience.ts';
import type { Rendition } from '../rendition.ts';
import type { Audience } from '../setting.ts';
import type { SlotName } from '../template.ts';
import type { LinkNumbers } from './link-numbers.ts';
import { displayWidth } from './width.ts';
import type { Measure } from './wrap.ts';

/** What writing the text part needs at every depth. */
export interface TextPress {
  readonly rendition: Rendition;
  readonly audience: Audience;
  readonly links: LinkNumbers;
  readonly levels: HeadingLevels;
  readonly measure: Measure;
}

/** Columns a line may take. */
export const lineWidth = 72;

export function measureFor({ slots }: Rendition): Measure {
  return (text) => displayWidth(slots.replace(text, standIn));
}

function standIn(slot: SlotName): string {
  return slot.kind === 'field' ? slot.fallback : '';
}
