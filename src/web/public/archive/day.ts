import { html } from 'hono/html';
import { longDate } from '../../../render/long-date.ts';
import type { Markup } from '../page.ts';

/** A day in words, as its language writes it; in UTC, so that every reader sees the same one. */
export function day(instant: number, lang: string): Markup {
  const date = new Date(instant).toISOString().slice(0, 10);
  return html`<time datetime="${date}">${longDate(date, lang)}</time>`;
}
