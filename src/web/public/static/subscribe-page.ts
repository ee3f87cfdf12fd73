import { html } from 'hono/html';
import { publicAddresses } from '../../../message/addresses.ts';
import { say } from '../../../words/words.ts';
import type { Page } from '../page.ts';
import type { Site } from '../site.ts';

/** The subscribe page of a static site: a form that a server at `url` takes. It was made long before it is read. */
export function subscribePage({ name: newsletter, url, words }: Site): Page {
  const { subscribeTitle, subscribeAsk, address, subscribeButton } = words.archive;
  const main = html`<p>${say(subscribeAsk, { newsletter })}</p>
<form method="post" action="${publicAddresses(url, '').subscribe}">
<label for="email">${address}</label>
<input id="email" name="email" type="email" autocomplete="email" dir="ltr" required>
<p class="act"><button>${subscribeButton}</button></p>
</form>`;
  return { title: subscribeTitle, main, style: '.act{margin:1rem 0 0}', isPublic: true };
}
