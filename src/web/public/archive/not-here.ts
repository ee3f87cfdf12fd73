import type { Context } from 'hono';
import { html } from 'hono/html';
import { publicAddresses } from '../../../message/addresses.ts';
import { answer } from '../page.ts';
import type { Site } from '../site.ts';

/**
 * What stands in the place of an issue that has no page: most who come here are writers with a test, and readers of
 * what went to a segment. It says nothing of what there is: the same for any name.
 */
export function notHere(c: Context, site: Site): Response | Promise<Response> {
  const { notHereTitle, notHere: words, notHereForward, title } = site.words.archive;
  const main = html`<p>${words}</p>
<p>${notHereForward}</p>
<p class="way"><a href="${publicAddresses(site.url, '').archive}">${title}</a></p>`;
  return answer(c, site, { title: notHereTitle, main }, 404);
}
