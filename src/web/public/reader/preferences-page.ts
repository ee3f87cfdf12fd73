import type { Context } from 'hono';
import { html } from 'hono/html';
import { maskAddress } from '../../../address/mask.ts';
import type { Subscriber } from '../../../store/subscribers.ts';
import type { Subscription } from '../../../store/subscriptions.ts';
import { mayReturn } from '../../../subscribers/membership.ts';
import { dayIn } from '../day.ts';
import { answer, type Markup } from '../page.ts';
import { pressForm } from '../press.ts';
import type { Site } from '../site.ts';
import { spoken } from '../spoken.ts';
import { whyForm } from './why.ts';

type OnList = Subscription & { readonly list: string };

/** What stands on the page of one reader. */
export interface Preferences {
  readonly token: string;
  readonly reader: Subscriber;
  readonly subscriptions: readonly OnList[];
  /** What was just done. */
  readonly status: Markup | undefined;
}

/** The lists a person is on, and those they left lately. */
export function shownLists(subscriptions: readonly OnList[], now: number): readonly OnList[] {
  return subscriptions.filter((one) => one.state === 'active' || mayReturn(one, now));
}

export function preferencesPage(
  c: Context,
  site: Site,
  { token, reader, subscriptions, status }: Preferences,
): Response | Promise<Response> {
  const { title, whose } = site.words.preferences;
  const lists = shownLists(subscriptions, site.now());
  const on = lists.filter(({ state }) => state === 'active');
  const main = html`${status ? html`<p class="status" role="status">${status}</p>` : ''}
<p class="lead">${spoken(whose, { who: maskAddress(reader.email), newsletter: site.name })}</p>
${listsSection(site, token, lists)}
${on.length > 0 ? pauseSection(site, token, on) : whyForm(site, token)}
${addressSection(site, token)}`;
  return answer(c, site, { title, main });
}

function form(site: Site, token: string, path: string, fields: Markup): Markup {
  return pressForm(site, { purpose: `preferences ${token}`, path: `/p/${token}/${path}` }, fields);
}

function listsSection(site: Site, token: string, lists: readonly OnList[]): Markup | '' {
  const { listsTitle, leave, rejoin, left } = site.words.preferences;
  if (lists.length === 0) return '';
  const rows = lists.map(({ list, listId, state }) => {
    const isOn = state === 'active';
    const label = isOn ? leave : rejoin;
    const button = html`<input type="hidden" name="list" value="${listId}">
<button class="quiet" aria-label="${label}: ${list}">${label}</button>`;
    return html`<li><div><bdi>${list}</bdi>${isOn ? '' : html`<span class="muted">${left}</span>`}</div>
${form(site, token, isOn ? 'leave' : 'rejoin', button)}</li>
`;
  });
  return html`<section><h2>${listsTitle}</h2>
<ul class="rows">
${rows}</ul></section>`;
}

function pauseSection(site: Site, token: string, on: readonly OnList[]): Markup {
  const { pauseTitle, pauseAsk, paused, unpause, twoWeeks, oneMonth, threeMonths } = site.words.preferences;
  const until = Math.max(0, ...on.map(({ pausedUntil }) => pausedUntil ?? 0));
  const button = (value: string, label: string): Markup =>
    html`<button class="quiet" name="for" value="${value}">${label}</button>
`;
  const isPaused = until > site.now();
  const buttons = isPaused
    ? button('none', unpause)
    : html`${button('2w', twoWeeks)}${button('1m', oneMonth)}${button('3m', threeMonths)}`;
  const words = isPaused ? spoken(paused, { day: dayIn(site.lang, until) }) : pauseAsk;
  return html`<section><h2>${pauseTitle}</h2>
<p>${words}</p>
${form(site, token, 'pause', html`<div class="buttons">${buttons}</div>`)}</section>`;
}

function addressSection(site: Site, token: string): Markup {
  const { addressTitle, addressHelp, addressLabel, addressButton } = site.words.preferences;
  const fields = html`<label for="email">${addressLabel}</label>
<input id="email" name="email" type="email" required maxlength="254" autocomplete="email" dir="ltr" aria-describedby="address-help">
<button class="quiet">${addressButton}</button>`;
  return html`<section><h2>${addressTitle}</h2>
<p id="address-help">${addressHelp}</p>
${form(site, token, 'address', fields)}</section>`;
}
