/** Prose within a line: what a paragraph, a heading or a link's text is made of. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'emphasis'; readonly children: readonly Inline[] }
  | { readonly kind: 'strong'; readonly children: readonly Inline[] }
  | { readonly kind: 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'link';
      readonly url: string;
      readonly title?: string;
      readonly children: readonly Inline[];
    }
  | { readonly kind: 'picture'; readonly src: string; readonly alt: string }
  | { readonly kind: 'break' }
  /** A merge field: a slot that is filled for each reader. */
  | { readonly kind: 'field'; readonly name: string; readonly fallback?: string }
  /** One of the few HTML tags that pass. */
  | { readonly kind: 'tag'; readonly tag: InlineTag; readonly children: readonly Inline[] }
  /** A mark that points at the note with this number, counted from 1. */
  | { readonly kind: 'note'; readonly number: number };

export const inlineTags = ['sub', 'sup', 'small', 'u', 'kbd', 'mark'] as const;
export type InlineTag = (typeof inlineTags)[number];

/** A merge field. `fallback` is absent when the writer gave none; the settings may hold one for the name. */
export type Field = Extract<Inline, { kind: 'field' }>;
export type Link = Extract<Inline, { kind: 'link' }>;

/** The words alone: marks dropped, a field as its fallback or its name in braces. */
export function plainWords(inlines: readonly Inline[]): string {
  return inlines.map(wordsOf).join('');
}

function wordsOf(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
    case 'code':
      return inline.text;
    case 'picture':
      return inline.alt;
    case 'break':
      return ' ';
    case 'field':
      return inline.fallback ?? `{{${inline.name}}}`;
    case 'note':
      return '';
    default:
      return plainWords(inline.children);
  }
}
