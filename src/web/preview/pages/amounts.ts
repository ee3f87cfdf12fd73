import { html } from 'hono/html';
import type { Markup } from './shell.ts';

export function kilobytes(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
}

/** A time of this machine's clock; its day only when it is not today. */
export function timeOf(at: Date, now = new Date()): Markup {
  const today = at.toDateString() === now.toDateString();
  const style = today
    ? ({ timeStyle: 'medium' } as const)
    : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
  return html`<time datetime="${at.toISOString()}">${at.toLocaleString('en-GB', style)}</time>`;
}
