import type { BlockKind } from '../../issue/block.ts';
import type { BlockView, LayoutView } from '../html/views.ts';
import type { ThemeData } from './theme-data.ts';
import type { Trace } from './trace.ts';

/** A theme, read, checked and compiled; rendering an issue needs no file any more. */
export interface Theme {
  readonly data: ThemeData;
  /** The sources of its templates, one behind the other. */
  readonly content: string;
  /** For faults of the mail as a whole. */
  readonly layoutFile: string;
  /** Where what every mail has to hold is put in. */
  readonly footerFile: string;
  /** Composes MJML that still holds trace marks. */
  readonly layout: (view: LayoutView) => string;
  readonly block: Readonly<Record<BlockKind, (view: BlockView) => string>>;
  readonly trace: Trace;
}
