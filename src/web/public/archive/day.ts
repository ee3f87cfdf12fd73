import { html } from 'hono/html';
import { longDate } from '../../../render/long-date.ts';
import type { ArchivedIssue } from '../../../store/archive.ts';
import type { Markup } from '../page.ts';

/** An issue's own day in words, else the day it was mailed; in UTC, so that every reader sees the same one. */
export function dayOf({ date, publishedAt }: ArchivedIssue, lang: string): Markup {
  const day = date ?? new Date(publishedAt).toISOString().slice(0, 10);
  return html`<time datetime="${day}">${longDate(day, lang)}</time>`;
}
