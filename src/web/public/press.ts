import { html } from 'hono/html';
import { issueTicket, ticketAge } from '../../message/ticket.ts';
import type { Form } from './form.ts';
import type { Markup } from './page.ts';
import type { Site } from './site.ts';

/** A page that was opened longer ago than this asks once more; milliseconds. */
const ticketLife = 24 * 60 * 60 * 1000;

/** A form that acts: its ticket shows that it came from a page of ours. */
export interface Press {
  /** What the ticket is good for, and nothing else. */
  readonly purpose: string;
  /** Behind the newsletter’s `url`: `/u/…`. */
  readonly path: string;
}

/** A form with nothing but a button. */
export function button(
  site: Site,
  press: Press & { readonly label: string; readonly quiet?: boolean },
): Markup {
  return pressForm(
    site,
    press,
    html`<button${press.quiet ? html` class="quiet"` : ''}>${press.label}</button>`,
  );
}

export function pressForm(site: Site, { purpose, path }: Press, fields: Markup): Markup {
  const ticket = issueTicket(site.secrets, purpose, site.now());
  return html`<form method="post" action="${new URL(site.url + path).pathname}">
<input type="hidden" name="ticket" value="${ticket}">
${fields}
</form>`;
}

/** `stale`: the page was opened too long ago. `no`: whatever this is, no page of ours was opened for it. */
export function pressed(site: Site, purpose: string, { ticket = '' }: Form): 'yes' | 'stale' | 'no' {
  const age = ticketAge(site.secrets, purpose, ticket, site.now());
  if (age === undefined || age < 0) return 'no';
  return age < ticketLife ? 'yes' : 'stale';
}
