import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { parseEmailAddress } from '../../../address/email-address.ts';
import { findSubscriptionsOf } from '../../../store/subscriptions.ts';
import { askForAddress } from '../../../subscribers/change-address.ts';
import { leaveList, returnToList } from '../../../subscribers/membership.ts';
import { pauseEnd, pauseReader, pauses } from '../../../subscribers/pause.ts';
import { dayIn } from '../day.ts';
import { type Form, formOf } from '../form.ts';
import { otherMethods } from '../methods.ts';
import type { Markup } from '../page.ts';
import { pressed } from '../press.ts';
import type { Site } from '../site.ts';
import { spoken } from '../spoken.ts';
import { confirmationMail } from './address-change.ts';
import { type Holder, holderOf } from './holder.ts';
import { preferencesPage, shownLists } from './preferences-page.ts';
import { nobodys } from './unsubscribe.ts';
import { keepWhy } from './why.ts';

/** Somebody whose link was good, on their page. */
interface Visit {
  readonly site: Site;
  readonly token: string;
  readonly subscriberId: number;
  readonly mailing: string | undefined;
}

/** Does what a form asks; gives what the page then says, or nothing where the form makes no sense. */
type Act = (visit: Visit, form: Form) => Promise<Markup | undefined>;

/**
 * The page of a reader’s preferences. Nothing on it acts without a ticket from the page itself, as the link to it
 * stands in the body of a mail, which may be forwarded.
 */
export function preferencesRoutes(site: Site): Hono {
  const app = new Hono();
  app.get('/:token', async (c) => show(c, await holderOf(c, site)));
  otherMethods(app, site, '/:token', 'GET');
  for (const [path, act] of Object.entries(acts)) {
    app.post(`/:token/${path}`, async (c) => perform(c, await holderOf(c, site), act));
    otherMethods(app, site, `/:token/${path}`, 'POST');
  }
  return app;
}

async function perform(c: Context, holder: Holder, act: Act): Promise<Response> {
  const { site, token, reader, mailing } = holder;
  const form = await formOf(c);
  if (!reader) return nobodys(c, holder);
  const press = pressed(site, `preferences ${token}`, form);
  if (press === 'stale') return show(c, holder, html`${site.words.unsubscribe.stale}`);
  if (press === 'no') return show(c, holder);
  return show(c, holder, await act({ site, token, subscriberId: reader.id, mailing }, form));
}

async function show(c: Context, holder: Holder, status?: Markup): Promise<Response> {
  const { site, token, reader } = holder;
  const subscriptions = await findSubscriptionsOf(site.store.db, reader?.id ?? 0);
  if (!reader) return nobodys(c, holder);
  return preferencesPage(c, site, { token, reader, subscriptions, status });
}

const acts: Readonly<Record<'leave' | 'rejoin' | 'pause' | 'address' | 'why', Act>> = {
  leave: async ({ site, subscriberId, mailing }, form) => {
    const one = await listIn(site, subscriberId, form);
    if (!one) return undefined;
    const step = { now: site.now(), source: 'preferences', mailing };
    await leaveList(site.store, { listId: one.listId, subscriberId }, step);
    return spoken(site.words.preferences.savedLeft, { list: one.list });
  },

  rejoin: async ({ site, subscriberId, mailing }, form) => {
    const one = await listIn(site, subscriberId, form);
    if (!one) return undefined;
    const step = { now: site.now(), source: 'preferences', mailing };
    await returnToList(site.store, { listId: one.listId, subscriberId }, step);
    return spoken(site.words.preferences.savedBack, { list: one.list });
  },

  pause: async ({ site, subscriberId }, { for: length }) => {
    const pause = pauses.find((one) => one === length);
    if (!pause && length !== 'none') return undefined;
    const now = site.now();
    const until = pause ? pauseEnd(pause, now) : null;
    await pauseReader(site.store, subscriberId, until, now);
    const { paused, unpaused } = site.words.preferences;
    return until === null ? html`${unpaused}` : spoken(paused, { day: dayIn(site.lang, until) });
  },

  address: async ({ site, subscriberId }, { email = '' }) => {
    const parsed = parseEmailAddress(email.trim());
    if (!parsed.ok) return html`${site.words.preferences.addressBad}`;
    await askForAddress(site.store, {
      subscriberId,
      email: parsed.address,
      secrets: site.secrets,
      now: site.now(),
      noticeOf: (change) => confirmationMail(site, parsed.address, change),
    });
    site.onNotices();
    return html`${site.words.preferences.addressAsked}`;
  },

  why: async ({ site, subscriberId }, form) => {
    await keepWhy(site, subscriberId, form);
    return html`${site.words.why.thanks}`;
  },
};

/** Only a list that the page shows them. */
async function listIn(site: Site, subscriberId: number, { list }: Form) {
  const all = await findSubscriptionsOf(site.store.db, subscriberId);
  return shownLists(all, site.now()).find(({ listId }) => String(listId) === list);
}
