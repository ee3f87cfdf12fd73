import { html } from 'hono/html';
import { type Reason, reasons, tellWhy } from '../../../subscribers/why.ts';
import type { Form } from '../form.ts';
import type { Markup } from '../page.ts';
import { pressForm } from '../press.ts';
import type { Site } from '../site.ts';

/** Asks for a word on why somebody left; all of it may be left empty. */
export function whyForm(site: Site, token: string): Markup {
  const { title, help, label, button, ...words } = site.words.why;
  const choices = reasons.map(
    (
      reason,
    ) => html`<label class="choice"><input type="radio" name="reason" value="${reason}"> ${words[reason]}</label>
`,
  );
  const path = `/p/${encodeURIComponent(token)}/why`;
  const form = pressForm(
    site,
    { purpose: `preferences ${token}`, path },
    html`<fieldset>
<legend>${title}</legend>
<p class="muted" id="why-help">${help}</p>
${choices}</fieldset>
<label for="words">${label}</label>
<input id="words" name="words" maxlength="200" aria-describedby="why-help" autocomplete="off">
<button class="quiet">${button}</button>`,
  );
  return html`<section>${form}</section>`;
}

/** Keeps what the form says. */
export function keepWhy(site: Site, subscriberId: number, { reason, words = '' }: Form): Promise<void> {
  const known = reasons.find((one): one is Reason => one === reason);
  return tellWhy(site.store, subscriberId, { reason: known, words, now: site.now() });
}
