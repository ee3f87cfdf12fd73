import { html } from 'hono/html';
import { publicAddresses } from '../../../message/addresses.ts';
import type { ArchivedIssue } from '../../../store/archive.ts';
import { say } from '../../../words/words.ts';
import type { Page } from '../page.ts';
import type { Site } from '../site.ts';
import { script } from './script.ts';

/** An issue's address in every way it can be handed on. */
export function forwardPage(
  { name: newsletter, url, words }: Site,
  { issue: slug, title }: ArchivedIssue,
): Page {
  const { webCopy, subscribe } = publicAddresses(url, slug);
  const said = words.forward;
  const [before = '', after = ''] = said.ask.split('{title}');
  const main = html`<p>${before}<a href="${webCopy}"><bdi>${title}</bdi></a>${after}</p>
<label for="address">${said.address}</label>
<input id="address" type="url" value="${webCopy}" dir="ltr" readonly>
<p class="ways"><a class="button" href="${mailTo(newsletter, title, webCopy, said)}">${said.mail}</a>
<button type="button" class="quiet" id="copy" data-done="${said.copied}" hidden>${said.copyButton}</button>
<button type="button" class="quiet" id="share" data-title="${title}" hidden>${said.shareButton}</button>
<span id="told" role="status"></span></p>
<p class="muted">${said.note}</p>
<h2>${said.friendTitle}</h2>
<p>${say(said.friend, { newsletter })} <a href="${subscribe}">${said.subscribe}</a></p>`;
  return { title: said.title, main, style, script };
}

/** RFC 6068: subject and text, and nobody it goes to. */
function mailTo(newsletter: string, title: string, address: string, said: Site['words']['forward']): string {
  const values = { newsletter, title, address };
  const subject = encodeURIComponent(values.title);
  const body = encodeURIComponent(
    [say(said.mailText, values), '', values.title, values.address, ''].join('\r\n'),
  );
  return `mailto:?subject=${subject}&body=${body}`;
}

const style = `input[readonly]{font-size:1rem;text-overflow:ellipsis}
.ways{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem;margin-block:1rem}
.ways [hidden]{display:none}
h2{margin:2rem 0 .5rem;padding-block-start:1.5rem;border-block-start:1px solid var(--rule);font-size:1.25rem;line-height:1.3}
h2+p{margin:0}
`;
