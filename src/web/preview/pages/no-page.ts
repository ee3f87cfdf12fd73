import { html } from 'hono/html';
import type { Markup } from './shell.ts';

export function notFoundPage(): Markup {
  return html`<div class="empty"><h1>There is nothing here</h1>
    <p>The issue or message may have been renamed or cleared away. Choose one at the side.</p></div>`;
}

/** The server goes on; only this page could not be made. */
export function wrongPage(error: Error): Markup {
  return html`<div class="empty"><h1>This page could not be made</h1><p>${error.message}</p>
    <p>The terminal that runs the preview says more. Reload to try again.</p></div>`;
}

/** A mail so broken that its parts cannot be told; its file is as it came. */
export function brokenPage(error: Error): Markup {
  return html`<div class="empty"><h1>This message cannot be taken apart</h1><p>${error.message}</p>
    <p>Its file lies in <code>.pennypost/outbox</code> as it came.</p></div>`;
}
