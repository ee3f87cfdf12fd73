import { html } from 'hono/html';
import type { OutboxMessage } from '../../../smtp/outbox-mail.ts';
import { type MessageView, messageAddress, messageViews } from '../address.ts';
import { frameSandbox } from '../frame.ts';
import { kilobytes, timeOf } from './amounts.ts';
import { choices, type Markup } from './shell.ts';

/** A message that lies in the outbox. */
export function messagePage(message: OutboxMessage, view: MessageView): Markup {
  const { id, subject, from, to, at } = message;
  return html`<div class="bar"><a class="back" href="/outbox">Outbox</a><h1>${subject || 'No subject'}</h1>
  ${choices(
    'What is shown',
    messageViews.map((other) => ({
      href: messageAddress(id, other),
      label: labels[other],
      on: other === view,
    })),
  )}
  <a class="button" href="/outbox/${id}/message.eml" download="${id}.eml">Save as .eml</a></div>
<dl class="envelope"><div><dt>From</dt><dd>${from}</dd></div><div><dt>To</dt><dd>${to}</dd></div><div><dt>At</dt><dd>${timeOf(at)}</dd></div></dl>
${shown(message, view)}`;
}

const labels: Readonly<Record<MessageView, string>> = {
  html: 'HTML',
  text: 'Text',
  headers: 'Headers',
  source: 'Source',
};

/** The view that a message is first opened in: HTML when it has any. */
export function firstView(message: OutboxMessage): MessageView {
  return message.html === undefined ? 'text' : 'html';
}

function shown(message: OutboxMessage, view: MessageView): Markup {
  switch (view) {
    case 'html':
      return message.html === undefined ? none('This message has no HTML part.') : frame(message);
    case 'text':
      return message.text === undefined
        ? none('This message has no text part.')
        : html`<pre class="sheet text-part">${message.text}</pre>`;
    case 'headers':
      return html`<table class="headers sheet"><tbody>${message.headers.map(
        ({ key, value }) => html`<tr><th scope="row">${key}</th><td>${value}</td></tr>`,
      )}</tbody></table>`;
    case 'source':
      return source(message.raw);
  }
}

function frame({ id, attachments }: OutboxMessage): Markup {
  const named = attachments.filter(({ cid }) => cid === undefined);
  return html`<div class="stage"><figure class="whole"><div class="screen">
    <iframe id="message" title="The message" sandbox="${frameSandbox}" referrerpolicy="no-referrer" src="/outbox/${id}/html"></iframe></div></figure></div>
    ${named.length > 0 ? html`<p class="note">Attached: ${named.map(({ name }) => name || 'a file without a name').join(', ')}</p>` : ''}`;
}

/** The longest source that is shown, in bytes; the whole is in the file. */
const longest = 512 * 1024;

function source(raw: Buffer): Markup {
  const rest = raw.length - longest;
  return html`<pre class="sheet source">${raw.subarray(0, longest).toString('utf8')}</pre>${
    rest > 0 ? html`<p class="note">${kilobytes(rest)} more are in the file.</p>` : ''
  }`;
}

function none(what: string): Markup {
  return html`<div class="empty"><p>${what}</p></div>`;
}
