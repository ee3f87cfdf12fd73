import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { maskAddress } from '../../../address/mask.ts';
import { ticketAge } from '../../../message/ticket.ts';
import type { Joining } from '../../../store/joinings.ts';
import { joiningLife } from '../../../subscribers/joining/ask.ts';
import { confirmJoining, openJoining } from '../../../subscribers/joining/confirm.ts';
import type { Joined } from '../../../subscribers/joining/join.ts';
import { formOf } from '../form.ts';
import { forReader, forVisitor } from '../language.ts';
import { otherMethods } from '../methods.ts';
import { answer } from '../page.ts';
import { button, pressed } from '../press.ts';
import type { Site } from '../site.ts';
import { spoken } from '../spoken.ts';
import { joiningPath, joiningPurpose, welcomeMail } from './mail.ts';
import { visitorAddress } from './visitor-address.ts';

/** The page that a confirmation mail leads to. Opening it changes nothing: mail scanners open every link. */
export function confirmRoutes(site: Site): Hono {
  const app = new Hono();
  app.get('/:id/:ticket', async (c) => ask(c, await linkOf(c, site)));
  app.post('/:id/:ticket', async (c) => confirm(c, await linkOf(c, site)));
  otherMethods(app, site, '/:id/:ticket', 'GET, POST');
  return app;
}

/** What a link in a confirmation mail leads to. */
interface JoiningLink {
  /** In the language that the form was filled in. */
  readonly site: Site;
  readonly path: string;
  readonly joining: Joining | undefined;
}

async function linkOf(c: Context, site: Site): Promise<JoiningLink> {
  const [id, ticket] = [Number(c.req.param('id')), c.req.param('ticket') ?? ''];
  const age = ticketAge(site.secrets, joiningPurpose(id), ticket, site.now());
  const isGood = age !== undefined && age >= 0 && age < joiningLife;
  const { lists = [] } = site.signUp ?? {};
  const joining = await openJoining(site.store.db, isGood ? id : 0, { lists, now: site.now() });
  return {
    site: joining ? forReader(site, joining) : forVisitor(site, c),
    path: joiningPath(id, ticket),
    joining,
  };
}

function ask(c: Context, { site, path, joining }: JoiningLink): Response | Promise<Response> {
  if (!joining) return gone(c, site);
  const { confirmTitle, confirm: sentence, confirmButton: label, lists } = site.words.subscribe;
  const names = joining.lists.map((list) => html`<li><bdi>${list}</bdi></li>`);
  const main = html`<p class="lead">${spoken(sentence, { newsletter: site.name, who: maskAddress(joining.email) })}</p>
${(site.signUp?.lists.length ?? 0) > 1 ? html`<p>${lists}</p><ul>${names}</ul>` : ''}
<p class="muted">${joining.consent['wording'] ?? ''}</p>
${button(site, { purpose: purposeOf(path), path, label })}`;
  return answer(c, site, { title: confirmTitle, main });
}

async function confirm(c: Context, link: JoiningLink): Promise<Response> {
  const { site, path, joining } = link;
  const { signUp: offer, store, secrets } = site;
  if (!joining || !offer) return gone(c, site);
  if (pressed(site, purposeOf(path), await formOf(c)) !== 'yes') return ask(c, link);
  const network = visitorAddress(c, offer.isProxy);
  const welcomeOf = (joined: Joined) => welcomeMail(site, offer, joining.email, joined);
  const { lists } = offer;
  const confirmation = { network, secrets, lists, now: site.now(), welcome: welcomeOf };
  if ((await confirmJoining(store, joining.id, confirmation)) === 'late') return gone(c, site);
  site.onNotices();
  const { welcomeTitle, welcome } = site.words.subscribe;
  const main = html`<p class="lead">${spoken(welcome, { newsletter: site.name })}</p>`;
  return answer(c, site, { title: welcomeTitle, main });
}

function purposeOf(path: string): string {
  return `confirm ${path}`;
}

function gone(c: Context, site: Site): Response | Promise<Response> {
  const { confirmTitle, gone: words, title } = site.words.subscribe;
  const main = html`<p>${words}</p>
<p class="way"><a href="${new URL(`${site.url}/subscribe`).pathname}">${title}</a></p>`;
  return answer(c, site, { title: confirmTitle, main });
}
