import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { EmailAddress } from '../../../address/email-address.ts';
import { maskAddress } from '../../../address/mask.ts';
import type { Notice } from '../../../message/notice.ts';
import { issueTicket, ticketAge } from '../../../message/ticket.ts';
import type { AddressChange } from '../../../store/address-changes.ts';
import { findSubscriberById } from '../../../store/subscribers.ts';
import { changeAddress, changeLife, openChange } from '../../../subscribers/change-address.ts';
import { say } from '../../../words/words.ts';
import { formOf } from '../form.ts';
import { forReader } from '../language.ts';
import { otherMethods } from '../methods.ts';
import { answer } from '../page.ts';
import { button, pressed } from '../press.ts';
import type { Site } from '../site.ts';
import { spoken } from '../spoken.ts';

/** Where a change of address is confirmed; it names no address. */
function changePath(change: number, ticket: string): string {
  return `/address/${change}/${ticket}`;
}

/** The page behind the link of the mail to a new address. Opening it changes nothing: mail scanners open links. */
export function addressChangeRoutes(site: Site): Hono {
  const app = new Hono();
  app.get('/:change/:ticket', async (c) => ask(c, await linkOf(c, site)));
  app.post('/:change/:ticket', async (c) => agree(c, await linkOf(c, site)));
  otherMethods(app, site, '/:change/:ticket', 'GET, POST');
  return app;
}

interface ChangeLink {
  /** In the reader’s language. */
  readonly site: Site;
  readonly path: string;
  /** Nothing where the link is forged, too old, or was used. */
  readonly change: AddressChange | undefined;
}

async function linkOf(c: Context, site: Site): Promise<ChangeLink> {
  const [id = '', ticket = ''] = [c.req.param('change'), c.req.param('ticket')];
  const age = ticketAge(site.secrets, `address ${id}`, ticket, site.now());
  const isGood = age !== undefined && age >= 0 && age < changeLife;
  const change = await openChange(site.store, isGood ? Number(id) : 0, site.now());
  const reader = await findSubscriberById(site.store.db, change?.subscriberId ?? 0);
  return { site: forReader(site, reader), path: changePath(change?.id ?? 0, ticket), change };
}

function ask(c: Context, { site, path, change }: ChangeLink): Response | Promise<Response> {
  const { title, ask: sentence, button: label } = site.words.change;
  if (!change) return gone(c, site);
  const main = html`<p class="lead">${spoken(sentence, { newsletter: site.name, who: maskAddress(change.email) })}</p>
${button(site, { purpose: `agree ${path}`, path, label })}`;
  return answer(c, site, { title, main });
}

async function agree(c: Context, link: ChangeLink): Promise<Response> {
  const { site, path, change } = link;
  if (!change) return gone(c, site);
  if (pressed(site, `agree ${path}`, await formOf(c)) !== 'yes') return ask(c, link);
  const who = maskAddress(change.email);
  const changed = await changeAddress(site.store, {
    id: change.id,
    secrets: site.secrets,
    now: site.now(),
    farewell: (from) => farewell(site, from, who),
  });
  if (changed === 'late') return gone(c, site);
  site.onNotices();
  const { doneTitle, done } = site.words.change;
  const main = html`<p class="lead">${spoken(done, { newsletter: site.name, who })}</p>`;
  return answer(c, site, { title: doneTitle, main });
}

function gone(c: Context, site: Site): Response | Promise<Response> {
  const { title, gone: words } = site.words.change;
  return answer(c, site, { title, main: html`<p>${words}</p>` });
}

/** To the new address: nothing changes unless its link is opened and agreed to. */
export function confirmationMail(site: Site, to: EmailAddress, change: number): Notice {
  const url = site.url + changePath(change, issueTicket(site.secrets, `address ${change}`, site.now()));
  const { mailSubject, mailTitle, mailBody, mailButton, mailElse } = site.words.change;
  const days = String(changeLife / (24 * 60 * 60 * 1000));
  const values = { newsletter: site.name, days };
  return {
    to,
    lang: site.lang,
    dir: site.dir,
    subject: say(mailSubject, values),
    title: mailTitle,
    paragraphs: [say(mailBody, values)],
    action: { label: mailButton, url },
    asides: [say(mailElse, values)],
  };
}

/** To the old address: what happened, and what to do if it was somebody else. */
function farewell(site: Site, to: EmailAddress, who: string): Notice {
  const { toldSubject, toldTitle, toldBody, toldElse } = site.words.change;
  const values = { newsletter: site.name, who };
  return {
    to,
    lang: site.lang,
    dir: site.dir,
    subject: say(toldSubject, values),
    title: toldTitle,
    paragraphs: [say(toldBody, values)],
    asides: [toldElse],
  };
}
