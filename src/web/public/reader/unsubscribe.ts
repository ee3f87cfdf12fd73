import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { maskAddress } from '../../../address/mask.ts';
import { pretendedKind } from '../../../message/tokens.ts';
import { Leaving } from '../../../subscribers/leaving.ts';
import { returnToList } from '../../../subscribers/membership.ts';
import { formOf } from '../form.ts';
import { otherMethods } from '../methods.ts';
import { answer, type Markup } from '../page.ts';
import { button, pressed } from '../press.ts';
import type { Site } from '../site.ts';
import { spoken } from '../spoken.ts';
import { type Holder, holderOf } from './holder.ts';
import { whyForm } from './why.ts';

/**
 * The unsubscribe address (RFC 8058). GET, HEAD and OPTIONS change nothing: mail scanners fetch every link. A POST
 * with the header's token acts at once, whatever it holds; with the body's token only when it comes from the
 * button of the page. A token that is forged and one whose reader is not there any more are answered alike, after
 * the same questions to the store.
 */
export function unsubscribeRoutes(site: Site): Hono {
  const app = new Hono();
  const leaving = new Leaving(site.store);
  app.get('/:token', async (c) => ask(c, await holderOf(c, site)));
  app.post('/:token', async (c) => leave(c, await holderOf(c, site), leaving));
  app.post('/:token/back', async (c) => comeBack(c, await holderOf(c, site)));
  otherMethods(app, site, '/:token', 'GET, POST');
  otherMethods(app, site, '/:token/back', 'POST');
  return app;
}

async function leave(c: Context, holder: Holder, leaving: Leaving): Promise<Response> {
  const { site, token, membership, mailing } = holder;
  const kind = pretendedKind(token);
  if (kind === 'page') {
    const press = pressed(site, `leave ${token}`, await formOf(c));
    if (press !== 'yes') return ask(c, holder, press === 'stale');
  }
  const source = kind === 'act' ? 'one click' : 'page';
  await leaving.leave(membership, { now: site.now(), source, mailing });
  return gone(c, holder);
}

async function comeBack(c: Context, holder: Holder): Promise<Response> {
  const { site, token, reader, membership, mailing } = holder;
  const press = pressed(site, `back ${token}`, await formOf(c));
  if (press === 'stale' && reader) return gone(c, holder, true);
  if (press !== 'yes') return nobodys(c, holder);
  const came = await returnToList(site.store, membership, { now: site.now(), source: 'undo', mailing });
  if (came === 'unknown') return nobodys(c, holder);
  if (came === 'late') return tooLate(c, site);
  const { backTitle, back } = site.words.unsubscribe;
  return answer(c, site, { title: backTitle, main: html`<p>${back}</p>${toPreferences(holder)}` });
}

function ask(c: Context, holder: Holder, isStale = false): Response | Promise<Response> {
  const { site, token, reader } = holder;
  if (!reader) return nobodys(c, holder);
  const { title, ask: sentence, button: label } = site.words.unsubscribe;
  const main = html`${staleNote(site, isStale)}
<p class="lead">${spoken(sentence, { newsletter: site.name, who: maskAddress(reader.email) })}</p>
${button(site, { purpose: `leave ${token}`, path: `/u/${token}`, label })}
${toPreferences(holder)}`;
  return answer(c, site, { title, main });
}

/** The goodbye. */
function gone(c: Context, holder: Holder, isStale = false): Response | Promise<Response> {
  const { site, token } = holder;
  const { doneTitle, done, undoAsk, undoButton } = site.words.unsubscribe;
  const path = `/u/${encodeURIComponent(token)}/back`;
  const main = html`${staleNote(site, isStale)}
<p class="lead">${spoken(done, { newsletter: site.name })}</p>
<div class="undo">
<p>${undoAsk}</p>
${button(site, { purpose: `back ${token}`, path, label: undoButton, quiet: true })}
</div>
${isPages(token) ? whyForm(site, token) : ''}
${toPreferences(holder)}`;
  return answer(c, site, { title: doneTitle, main });
}

/** Who left long ago subscribes again, as anybody does: a mail that went round brings nobody back. */
function tooLate(c: Context, site: Site): Response | Promise<Response> {
  const { title, late } = site.words.unsubscribe;
  const href = new URL(`${site.url}/subscribe`).pathname;
  const main = html`<p>${late}</p>
<p class="way"><a href="${href}">${site.words.subscribe.title}</a></p>`;
  return answer(c, site, { title, main });
}

/** Only for who came from the body of a mail: the header’s address is for mail programs. */
function toPreferences({ site, token }: Holder): Markup | '' {
  if (!isPages(token)) return '';
  const href = new URL(`${site.url}/p/${encodeURIComponent(token)}`).pathname;
  return html`<p class="way"><a href="${href}">${site.words.unsubscribe.preferences}</a></p>`;
}

function isPages(token: string): boolean {
  return pretendedKind(token) === 'page';
}

function staleNote(site: Site, isStale: boolean): Markup | '' {
  return isStale ? html`<p class="status" role="status">${site.words.unsubscribe.stale}</p>` : '';
}

/** The answer to a link that is about nobody, wherever it leads. */
export function nobodys(c: Context, { site, isTest }: Holder): Response | Promise<Response> {
  const { title, test, unreadable } = site.words.unsubscribe;
  const words = isTest ? test : unreadable;
  return answer(c, site, { title, main: html`<p>${spoken(words, { replyTo: site.replyTo })}</p>` });
}
