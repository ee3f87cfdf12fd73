import { html } from 'hono/html';
import type { OutboxEntry, OutboxPage } from '../../../smtp/outbox-mail.ts';
import { messageAddress } from '../address.ts';
import { kilobytes, timeOf } from './amounts.ts';
import type { Markup } from './shell.ts';

/** How many messages stand on a page of the list. */
export const pageLength = 100;

/** Mail that `test` and `send` handed to the outbox, the newest first. */
export function outboxPage({ entries, total }: OutboxPage, offset: number, token: string): Markup {
  return html`<div class="bar"><h1>Outbox</h1><p class="note">Mail to anyone lands here; nothing leaves this machine.</p>
  <div id="clear" data-live>${total > 0 ? clearForm(total, token) : ''}</div></div>
<div id="messages" data-live>${
    total === 0
      ? html`<div class="empty"><p>The outbox is empty. Send yourself a copy: <code>pennypost test ISSUE you@example.com</code></p></div>`
      : html`<ol class="messages sheet">${entries.map(entryRow)}</ol>${pager(entries.length, total, offset)}`
  }</div>`;
}

function entryRow({ id, at, to, subject, size }: OutboxEntry): Markup {
  return html`<li><a href="${messageAddress(id)}"><span class="to">${to}</span>
    <span class="subject">${subject || html`<em>no subject</em>`}</span>
    <small class="size">${kilobytes(size)}</small>${timeOf(at)}</a></li>`;
}

/** Asks once more before it acts, without a script. */
function clearForm(total: number, token: string): Markup {
  return html`<details id="clear-ask" class="ask"><summary class="button">Clear…</summary>
    <form method="post" action="/outbox/clear"><input type="hidden" name="token" value="${token}">
    <p>${total === 1 ? 'Take the one message out of the outbox?' : `Take all ${total} messages out of the outbox?`}</p>
    <button class="button strong">Clear the outbox</button></form></details>`;
}

function pager(shown: number, total: number, offset: number): Markup | '' {
  if (total <= pageLength) return '';
  const newer = Math.max(0, offset - pageLength);
  return html`<nav class="pager" aria-label="Pages">
    ${offset > 0 ? html`<a class="button" href="/outbox?from=${newer}">Newer</a>` : ''}
    <span>${shown === 0 ? 'None' : `${offset + 1} to ${offset + shown}`} of ${total}</span>
    ${offset + shown < total ? html`<a class="button" href="/outbox?from=${offset + pageLength}">Older</a>` : ''}</nav>`;
}
