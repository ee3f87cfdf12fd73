import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { maskAddress } from '../../address/mask.ts';
import { issueTicket, ticketAge } from '../../message/ticket.ts';
import { readToken, type TokenClaim } from '../../message/tokens.ts';
import { findSubscriberById } from '../../store/subscribers.ts';
import { leaveList, type Membership, returnToList } from '../../subscribers/membership.ts';
import { say } from '../../words/words.ts';
import { formOf } from './form.ts';
import { answer, type Markup } from './page.ts';
import type { Site } from './site.ts';

/** A page that was opened longer ago than this asks once more; milliseconds. */
const ticketLife = 24 * 60 * 60 * 1000;

/**
 * The unsubscribe address (RFC 8058). GET, HEAD and OPTIONS change nothing: mail scanners fetch every link. A POST
 * with the header's token acts at once, whatever it holds; with the body's token only when it comes from the
 * button of the page. A token that is forged and one whose reader is not there any more are answered alike.
 */
export function unsubscribeRoutes(site: Site): Hono {
  const app = new Hono();
  app.get('/:token', (c) => ask(c, site));
  app.post('/:token', (c) => leave(c, site));
  app.post('/:token/back', (c) => comeBack(c, site));
  return app;
}

async function ask(c: Context, site: Site): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const claim = readToken(site.secrets, token);
  const reader = await findSubscriberById(site.store.db, claim?.subscriber ?? 0);
  if (!claim || !reader) return unreadable(c, site);
  return askPage(c, site, token, maskAddress(reader.email));
}

async function leave(c: Context, site: Site): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const claim = readToken(site.secrets, token);
  if (claim?.kind === 'page' && !(await isFromPage(c, site, `leave ${token}`))) return ask(c, site);
  const source = claim?.kind === 'act' ? 'one click' : 'page';
  await leaveList(site.store, membershipOf(claim), { now: site.now(), source, mailing: claim?.mailing });
  return donePage(c, site, token);
}

async function comeBack(c: Context, site: Site): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const claim = readToken(site.secrets, token);
  if (!claim || !(await isFromPage(c, site, `back ${token}`))) return unreadable(c, site);
  await returnToList(site.store, membershipOf(claim), {
    now: site.now(),
    source: 'undo',
    mailing: claim.mailing,
  });
  const { backTitle, back } = site.words.unsubscribe;
  return answer(c, site, { title: backTitle, main: html`<p>${back}</p>` });
}

/** A list and a reader there never are, for a token that says nothing: it costs what a good one costs. */
function membershipOf(claim: TokenClaim | undefined): Membership {
  return { listId: claim?.list ?? 0, subscriberId: claim?.subscriber ?? 0 };
}

async function isFromPage(c: Context, site: Site, purpose: string): Promise<boolean> {
  const { ticket = '' } = await formOf(c);
  const age = ticketAge(site.secrets, purpose, ticket, site.now());
  return age !== undefined && age >= 0 && age < ticketLife;
}

function askPage(c: Context, site: Site, token: string, who: string): Response | Promise<Response> {
  const { words, name: newsletter } = site;
  const [before = '', after = ''] = say(words.unsubscribe.ask, { newsletter }).split('{who}');
  const main = html`<p>${before}<bdi>${who}</bdi>${after}</p>
${button(site, `leave ${token}`, `${site.url}/u/${token}`, words.unsubscribe.button)}`;
  return answer(c, site, { title: words.unsubscribe.title, main });
}

function donePage(c: Context, site: Site, token: string): Response | Promise<Response> {
  const { doneTitle, done, undoAsk, undoButton } = site.words.unsubscribe;
  const main = html`<p>${say(done, { newsletter: site.name })}</p>
<p class="muted">${undoAsk}</p>
${button(site, `back ${token}`, `${site.url}/u/${encodeURIComponent(token)}/back`, undoButton)}`;
  return answer(c, site, { title: doneTitle, main });
}

function unreadable(c: Context, site: Site): Response | Promise<Response> {
  const { title, unreadable: words } = site.words.unsubscribe;
  return answer(c, site, { title, main: html`<p>${say(words, { replyTo: site.replyTo })}</p>` });
}

function button(site: Site, purpose: string, action: string, label: string): Markup {
  const ticket = issueTicket(site.secrets, purpose, site.now());
  return html`<form method="post" action="${new URL(action).pathname}">
<input type="hidden" name="ticket" value="${ticket}">
<button>${label}</button>
</form>`;
}
