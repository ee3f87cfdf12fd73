import { html } from 'hono/html';
import type { Markup } from './page.ts';

/** A sentence with values in the places of its `{names}`, each kept apart from the direction of what is around it. */
export function spoken(sentence: string, values: Readonly<Record<string, string>>): Markup {
  const pieces = sentence.split(/\{(\w+)\}/g);
  return html`${pieces.map((piece, i) => (i % 2 === 0 ? piece : html`<bdi>${values[piece] ?? ''}</bdi>`))}`;
}
