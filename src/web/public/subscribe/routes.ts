import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { EmailAddress } from '../../../address/email-address.ts';
import { type Asked, askToJoin, type NoticeOf } from '../../../subscribers/joining/ask.ts';
import { readSignUp, type SignUp } from '../../../subscribers/joining/sign-up.ts';
import { formOf } from '../form.ts';
import { forVisitor } from '../language.ts';
import { otherMethods } from '../methods.ts';
import { answer } from '../page.ts';
import type { Site } from '../site.ts';
import { spoken } from '../spoken.ts';
import { confirmRoutes } from './confirm.ts';
import { emptyForm, formPage, typedInto, wordingOf } from './form-page.ts';
import { noticeOf } from './mail.ts';
import type { SignUpOffer } from './offer.ts';
import { foreignPage, looksHuman } from './origin.ts';
import { visitorAddress } from './visitor-address.ts';

/**
 * The form to join with. It may stand on other sites as well: what comes from there has no ticket, so the visitor
 * sees our own form, filled in, and presses once more. The answer is the same whatever is known of the address.
 */
export function subscribeRoutes(site: Site): Hono {
  const app = new Hono();
  const { signUp: offer } = site;
  app.get('/', (c) => {
    const own = forVisitor(site, c);
    return offer ? formPage(c, own, offer, emptyForm) : closed(c, own);
  });
  app.post('/', (c) => {
    const own = forVisitor(site, c);
    return offer ? take(c, own, offer, site.lang) : closed(c, own);
  });
  otherMethods(app, site, '/', 'GET, POST');
  app.route('/', confirmRoutes(site));
  return app;
}

/** `lang` is the newsletter’s. */
async function take(c: Context, site: Site, offer: SignUpOffer, lang: string): Promise<Response> {
  const { onceMore, captchaWrong } = site.words.subscribe;
  const form = await formOf(c);
  const typed = typedInto(offer, form);
  const page = foreignPage(c, site, form);
  if (!looksHuman(site, form)) return formPage(c, site, offer, { typed, faults: [], status: onceMore, page });
  const read = readSignUp(offer, typed);
  if (!read.ok) return formPage(c, site, offer, { typed, faults: read.faults, page });
  const network = visitorAddress(c, offer.isProxy);
  if (offer.captcha && !(await offer.captcha.passes(form, network))) {
    return formPage(c, site, offer, { typed, faults: [], status: captchaWrong, page });
  }
  const from = { network, hasTicket: true, page: page ?? `${site.url}/subscribe` };
  const asked = await askOn(site, offer, read.signUp, { ...from, lang });
  return asked === 'tooMany' ? tooMany(c, site) : thanks(c, site, offer, read.signUp.email);
}

/** Takes a wish, and has what is due mailed. `lang` is the newsletter’s: only another one is kept with the person. */
export async function askOn(
  site: Site,
  offer: SignUpOffer,
  signUp: SignUp,
  from: {
    readonly network: string;
    readonly hasTicket: boolean;
    readonly page: string;
    readonly lang: string;
  },
): Promise<Asked> {
  const { lang, ...where } = from;
  const fields = lang === site.lang ? signUp.fields : { lang: site.lang, ...signUp.fields };
  const circumstances = {
    ...where,
    secrets: site.secrets,
    wording: wordingOf(site, offer),
    now: site.now(),
  };
  const inWords: NoticeOf = (due) => noticeOf(site, offer, signUp.email, due);
  const asked = await askToJoin(site.store, { ...signUp, fields }, offer, circumstances, inWords);
  site.onNotices();
  return asked;
}

/** What whoever asked is told: a title, and a sentence with a place for `{who}`. */
export function thanksIn({ words }: Site, { doubleOptIn }: SignUpOffer): readonly [string, string] {
  const { askedTitle, asked, takenTitle, taken } = words.subscribe;
  return doubleOptIn ? [askedTitle, asked] : [takenTitle, taken];
}

function thanks(c: Context, site: Site, offer: SignUpOffer, email: EmailAddress) {
  const [title, sentence] = thanksIn(site, offer);
  const main = html`<p class="lead">${spoken(sentence, { who: email })}</p>
<p class="muted">${site.words.subscribe.askedHelp}</p>`;
  return answer(c, site, { title, main });
}

function tooMany(c: Context, site: Site) {
  const { tooManyTitle, tooMany: words } = site.words.subscribe;
  c.header('Retry-After', '3600');
  return answer(c, site, { title: tooManyTitle, main: html`<p>${words}</p>` }, 429);
}

function closed(c: Context, site: Site) {
  const { closedTitle, closed: words } = site.words.subscribe;
  const main = html`<p>${spoken(words, { replyTo: site.replyTo })}</p>`;
  return answer(c, site, { title: closedTitle, main }, 404);
}
