/** What a slot holds, which differs by reader. */
export type SlotName =
  /** A merge field of the issue. */
  | { readonly kind: 'field'; readonly name: string; readonly fallback: string }
  /** The address the copy goes to. */
  | { readonly kind: 'email' }
  /** The page on which this reader may unsubscribe (the token that only opens the page). */
  | { readonly kind: 'unsubscribe' };

/** How a slot's value must be escaped where it stands. */
export type SlotContext = 'html' | 'text' | 'header';

/** Text with slots still open: one more run than slots, `runs[0] slot[0] runs[1] …`. */
export interface Template {
  readonly context: SlotContext;
  readonly runs: readonly string[];
  readonly slots: readonly SlotName[];
}

/** Subject, preview, HTML and text with slots still open. */
export interface RenderedIssue {
  readonly subject: Template;
  readonly preview: Template;
  readonly html: Template;
  readonly text: Template;
  /** Local pictures the HTML names by `cid:`. */
  readonly pictures: readonly EmbeddedPicture[];
}

export interface EmbeddedPicture {
  /** As the issue gives it: a path beside the issue. */
  readonly src: string;
  /** Right side of `cid:`; also the Content-ID without angle brackets. */
  readonly cid: string;
}

/** What one reader's copy needs to be filled. */
export interface ReaderValues {
  readonly email: string;
  /** Values of merge fields; a missing or empty one takes the slot's fallback. */
  readonly fields: Readonly<Record<string, string>>;
  readonly unsubscribe: string;
}
