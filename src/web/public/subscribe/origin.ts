import type { Context } from 'hono';
import { ticketAge } from '../../../message/ticket.ts';
import type { Form } from '../form.ts';
import type { Site } from '../site.ts';
import { formPurpose, trapName } from './form-page.ts';

/** Faster than this nobody fills in a form; milliseconds. */
const soonest = 1_500;
/** Longer ago than this a form was not opened by whoever sends it; milliseconds. */
const latest = 24 * 60 * 60 * 1000;

/** Whether a ticket was given out by this site, neither just now nor long ago. */
export function isTimely({ secrets, now }: Site, ticket: string): boolean {
  const age = ticketAge(secrets, formPurpose, ticket, now());
  return age !== undefined && age >= soonest && age < latest;
}

/** Whether a form looks as if a person had opened a page of ours and filled it in. */
export function looksHuman(site: Site, form: Form): boolean {
  return isTimely(site, form['ticket'] ?? '') && (form[trapName] ?? '') === '';
}

/** The page a form stood on when it was not ours, as far as it is told; without what stands behind a `?`. */
export function foreignPage(c: Context, site: Site, form: Form): string | undefined {
  const told = form['page'] ?? c.req.header('referer') ?? c.req.header('origin') ?? '';
  const url = URL.canParse(told) ? new URL(told) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin === new URL(site.url).origin) return undefined;
  return `${url.origin}${url.pathname}`.slice(0, 200);
}
