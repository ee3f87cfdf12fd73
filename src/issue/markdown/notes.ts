import type { FootnoteDefinition } from 'mdast';
import type { Page } from './page.ts';

/** The notes of an issue, those of included files too, in the order in which they are first pointed at. */
export class Notes {
  readonly #pointedAt: { readonly page: Page; readonly definition: FootnoteDefinition }[] = [];

  /** The number of a note, counted from 1. */
  number(page: Page, definition: FootnoteDefinition): number {
    const known = this.#pointedAt.findIndex((note) => note.definition === definition);
    return known >= 0 ? known + 1 : this.#pointedAt.push({ page, definition });
  }

  /** In order; while they are read they may point at further ones. */
  *[Symbol.iterator](): Generator<{ readonly page: Page; readonly definition: FootnoteDefinition }> {
    for (const note of this.#pointedAt) yield note;
  }
}
