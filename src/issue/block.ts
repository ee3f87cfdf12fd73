import type { Inline } from './inline.ts';

/** What a `text` block holds, and what items of lists and steps are made of. */
export type Flow =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      /** The first number of an ordered list. */
      readonly start?: number;
      readonly items: readonly ListItem[];
    }
  | { readonly kind: 'code'; readonly text: string; readonly language?: string }
  | { readonly kind: 'table'; readonly align: readonly TableAlign[]; readonly rows: readonly TableRow[] }
  /** A quotation inside a list item; a quotation of its own is a `quote` block. */
  | { readonly kind: 'quotation'; readonly content: readonly Flow[] };

export type TableAlign = 'left' | 'center' | 'right' | null;
/** The first row of a table is its header. */
export type TableRow = readonly (readonly Inline[])[];

export interface ListItem {
  readonly content: readonly Flow[];
  /** Present on task-list items. */
  readonly checked?: boolean;
}

/** One line of a reading list. */
export interface LinkItem {
  readonly title: readonly Inline[];
  readonly url: string;
  /** Whose it is: what stands behind “, by”. */
  readonly by?: readonly Inline[];
  /** What the writer says about it, which may be several paragraphs. */
  readonly note?: readonly Flow[];
}

export const calloutTones = ['note', 'tip', 'warning'] as const;
export type CalloutTone = (typeof calloutTones)[number];

/** A typed piece of an issue. Every kind has a template partial of the same name. */
export type Block =
  | { readonly kind: 'text'; readonly content: readonly Flow[] }
  /** `level` 2 or 3: the title is the mail's only `h1`. */
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: readonly Inline[] }
  | { readonly kind: 'steps'; readonly start: number; readonly items: readonly ListItem[] }
  | { readonly kind: 'links'; readonly items: readonly LinkItem[] }
  | { readonly kind: 'quote'; readonly content: readonly Flow[]; readonly author?: readonly Inline[] }
  | {
      readonly kind: 'image';
      /** An http(s) address, or a path beside the issue. */
      readonly src: string;
      readonly alt: string;
      readonly caption?: string;
      readonly href?: string;
    }
  | { readonly kind: 'divider' }
  | { readonly kind: 'button'; readonly label: readonly Inline[]; readonly href: string }
  | { readonly kind: 'callout'; readonly tone: CalloutTone; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'sponsor';
      readonly name: string;
      readonly href?: string;
      readonly blocks: readonly Block[];
    }
  /** Shown only to the readers of a segment that is named in the settings. */
  | { readonly kind: 'only'; readonly segment: string; readonly blocks: readonly Block[] }
  | { readonly kind: 'video'; readonly href: string; readonly poster: string; readonly alt: string }
  /** Footnotes, numbered from 1, at the end of an issue. */
  | { readonly kind: 'notes'; readonly items: readonly ListItem[] };

export type BlockKind = Block['kind'];
export type BlockOf<K extends BlockKind> = Extract<Block, { kind: K }>;
