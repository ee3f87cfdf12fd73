import type { Block } from './block.ts';
import type { Inline } from './inline.ts';

/** One edition of a newsletter: what a file in `issues/` says, with nothing of who reads it or when it was sent. */
export interface Issue {
  readonly title: string;
  /** Text with merge fields; without it the newsletter's pattern makes one. */
  readonly subject?: readonly Inline[];
  /** The preheader: the words an inbox shows behind the subject. */
  readonly preview?: readonly Inline[];
  /** YYYY-MM-DD. */
  readonly date?: string;
  /** Names the issue in addresses and in the ledger. */
  readonly slug: string;
  /** BCP 47, when it differs from the newsletter's. */
  readonly lang?: string;
  /** `Name <address>`, when it differs from the newsletter's. */
  readonly from?: string;
  /** A segment's name, or a filter; `send` takes it when none is given. */
  readonly segment?: string;
  /** Whether it has a page in the archive; otherwise it has, unless it goes to a segment. */
  readonly archive?: 'yes' | 'no';
  readonly blocks: readonly Block[];
}
