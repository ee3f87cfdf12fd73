import type { Context } from 'hono';
import { html } from 'hono/html';
import type { SignUpFault, TypedSignUp } from '../../../subscribers/joining/sign-up.ts';
import type { Words } from '../../../words/words.ts';
import { say } from '../../../words/words.ts';
import type { Form } from '../form.ts';
import { answer, type Markup } from '../page.ts';
import { pressForm } from '../press.ts';
import type { Site } from '../site.ts';
import { spoken } from '../spoken.ts';
import type { SignUpField, SignUpOffer } from './offer.ts';

/** What the ticket of the form is good for. */
export const formPurpose = 'subscribe';
/** A field that people do not see; whoever fills it in is asked once more. */
export const trapName = 'website';

/** The form as it stands on a page. */
export interface FormState {
  readonly typed: TypedSignUp;
  readonly faults: readonly SignUpFault[];
  /** What is said above it. */
  readonly status?: string | undefined;
  /** Where it stood first, if that was elsewhere. */
  readonly page?: string | undefined;
}

export const emptyForm: FormState = { typed: { email: '', fields: new Map(), lists: [] }, faults: [] };

/** What was typed into the fields of a form, ours or one that stands elsewhere. */
export function typedInto({ lists, fields }: SignUpOffer, form: Form): TypedSignUp {
  return {
    email: form['email'] ?? '',
    fields: new Map(fields.map(({ name }) => [name, form[`field-${name}`] ?? ''])),
    lists: lists.filter((list) => form[`list-${list}`] !== undefined),
  };
}

/** The sentence that whoever presses the button agrees to. */
export function wordingOf({ name, words }: Site, { wording }: SignUpOffer): string {
  return wording ?? say(words.subscribe.consent, { newsletter: name });
}

export function formPage(
  c: Context,
  site: Site,
  offer: SignUpOffer,
  state: FormState,
): Response | Promise<Response> {
  const { title, lead, privacy, faulty } = site.words.subscribe;
  const isFaulty = state.faults.length > 0;
  const status = isFaulty ? faulty : state.status;
  const main = html`${status ? html`<p class="status" role="status">${status}</p>` : ''}
<p class="lead">${spoken(lead, { newsletter: site.name })}</p>
${pressForm(site, { purpose: formPurpose, path: '/subscribe' }, insideOf(site, offer, state))}
${offer.privacy ? html`<p class="way"><a href="${offer.privacy}">${privacy}</a></p>` : ''}`;
  // Anybody may find it, and nobody may keep it: its ticket grows old.
  c.header('Cache-Control', 'no-store');
  return answer(c, site, { title, main, isPublic: true }, isFaulty ? 400 : 200);
}

function insideOf(site: Site, offer: SignUpOffer, state: FormState): Markup {
  const { words } = site;
  const { email, button, trap } = words.subscribe;
  const fault = state.faults.find(({ at }) => 'email' in at);
  return html`${state.page ? html`<input type="hidden" name="page" value="${state.page}">` : ''}
<div class="field"><label for="email">${email}</label>
<input id="email" name="email" type="email" required maxlength="254" autocomplete="email" dir="ltr" value="${state.typed.email}"${faultLink('email', fault)}>
${faultNote(words, 'email', fault)}</div>
${offer.fields.map((field) => fieldInput(words, field, state))}
${offer.lists.length > 1 ? listChoice(words, offer, state) : ''}
${offer.captcha?.fields(site.lang) ?? ''}
<div class="trap" aria-hidden="true"><label for="${trapName}">${trap}</label>
<input id="${trapName}" name="${trapName}" tabindex="-1" autocomplete="off"></div>
<p class="muted" id="wording">${wordingOf(site, offer)}</p>
<button aria-describedby="wording">${button}</button>`;
}

function fieldInput(words: Words, field: SignUpField, { typed, faults }: FormState): Markup {
  const { name, required } = field;
  const id = `field-${name}`;
  const fault = faults.find(({ at }) => 'field' in at && at.field === name);
  const label = labelOf(words, field);
  return html`<div class="field"><label for="${id}">${required ? label : say(words.subscribe.optional, { label })}</label>
<input id="${id}" name="${id}" maxlength="80" autocomplete="${autofill[name] ?? 'off'}" dir="auto" value="${typed.fields.get(name) ?? ''}"${required ? html` required` : ''}${faultLink(id, fault)}>
${faultNote(words, id, fault)}</div>
`;
}

/** WHATWG HTML, “Autofill”. */
const autofill: Readonly<Record<string, string>> = {
  name: 'name',
  first_name: 'given-name',
  last_name: 'family-name',
};

/** What a field is called: as the settings say, else in the visitor’s language, else by its name. */
export function labelOf({ subscribe }: Words, { name, label }: SignUpField): string {
  const ours: Readonly<Record<string, string>> = {
    name: subscribe.name,
    first_name: subscribe.firstName,
    last_name: subscribe.lastName,
  };
  return label ?? ours[name] ?? name.replaceAll('_', ' ');
}

/** Nothing is chosen beforehand: a box that was ticked for somebody is no consent. */
function listChoice(words: Words, { lists }: SignUpOffer, { typed, faults }: FormState): Markup {
  const fault = faults.find(({ at }) => 'lists' in at);
  const boxes = lists.map(
    (list) =>
      html`<label class="choice"><input type="checkbox" name="list-${list}"${typed.lists.includes(list) ? html` checked` : ''}> <bdi>${list}</bdi></label>
`,
  );
  return html`<fieldset${faultLink('lists', fault)}><legend>${words.subscribe.lists}</legend>
${boxes}${faultNote(words, 'lists', fault)}</fieldset>
`;
}

function faultLink(id: string, fault: SignUpFault | undefined): Markup | '' {
  if (!fault) return '';
  const invalid = id === 'lists' ? '' : html` aria-invalid="true"`;
  return html`${invalid} aria-describedby="${id}-fault"`;
}

function faultNote(words: Words, id: string, fault: SignUpFault | undefined): Markup | '' {
  return fault ? html`<p class="fault" id="${id}-fault">${sayFault(words, fault)}</p>` : '';
}

/** What is wrong, to whoever typed it. */
export function sayFault({ subscribe }: Words, { fault }: SignUpFault): string {
  const sentences: Readonly<Record<SignUpFault['fault'], string>> = {
    address: subscribe.emailBad,
    none: subscribe.listMissing,
    missing: subscribe.missing,
    long: subscribe.valueLong,
    sign: subscribe.valueSign,
    link: subscribe.valueLink,
  };
  return sentences[fault];
}
