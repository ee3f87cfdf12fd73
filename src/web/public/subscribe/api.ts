import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { issueTicket } from '../../../message/ticket.ts';
import { readSignUp, type SignUpFault, type TypedSignUp } from '../../../subscribers/joining/sign-up.ts';
import { say } from '../../../words/words.ts';
import { type Form, largestForm } from '../form.ts';
import { forVisitor } from '../language.ts';
import type { Site } from '../site.ts';
import { formPurpose, labelOf, sayFault, wordingOf } from './form-page.ts';
import type { SignUpOffer } from './offer.ts';
import { foreignPage, isTimely } from './origin.ts';
import { askOn, thanksIn } from './routes.ts';
import { visitorAddress } from './visitor-address.ts';

/**
 * Joining for programs, with the answers of the form as JSON (docs/subscribe.md). Only JSON is read, which no form
 * of another site can send, and scripts only of the sites that are named.
 */
export function subscribeApi(site: Site): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    allowOrigin(c, site);
    await next();
  });
  app.use(bodyLimit({ maxSize: largestForm, onError: (c) => tooLarge(c, site) }));
  app.options('/', (c) => c.body(null, 204));
  app.get('/', (c) => (site.signUp ? offerOf(c, forVisitor(site, c), site.signUp) : closed(c, site)));
  app.post('/', (c) =>
    site.signUp ? take(c, forVisitor(site, c), site.signUp, site.lang) : closed(c, site),
  );
  app.all('/', (c) => {
    c.header('Allow', methods);
    return c.json({ status: 'refused', message: site.words.page.wrongMethod }, 405);
  });
  return app;
}

const methods = 'GET, HEAD, POST, OPTIONS';

/** The Fetch standard, “CORS protocol”. */
function allowOrigin(c: Context, { signUp }: Site): void {
  const origin = c.req.header('origin');
  c.header('Vary', 'Origin', { append: true });
  if (origin === undefined || !signUp?.origins.includes(origin)) return;
  c.header('Access-Control-Allow-Origin', origin);
  c.header('Access-Control-Allow-Methods', methods);
  c.header('Access-Control-Allow-Headers', 'Content-Type, Accept-Language');
}

/** All it takes to show a form, with a ticket for it. */
function offerOf(c: Context, site: Site, offer: SignUpOffer): Response {
  return c.json({
    ticket: issueTicket(site.secrets, formPurpose, site.now()),
    lang: site.lang,
    wording: wordingOf(site, offer),
    lists: offer.lists,
    fields: offer.fields.map((field) => ({
      name: field.name,
      label: labelOf(site.words, field),
      required: field.required,
    })),
  });
}

/** `lang` is the newsletter’s. */
async function take(c: Context, site: Site, offer: SignUpOffer, lang: string): Promise<Response> {
  const { tooMany, captchaWrong } = site.words.subscribe;
  const body = await bodyOf(c);
  if (!body) return c.json({ status: 'refused', message: 'Send a JSON object as application/json.' }, 415);
  const read = readSignUp(offer, typedIn(body));
  if (!read.ok) return c.json(refusal(site, read.faults), 400);
  const network = visitorAddress(c, offer.isProxy);
  if (offer.captcha && !(await offer.captcha.passes(textsIn(body['captcha']), network))) {
    return c.json({ status: 'refused', message: captchaWrong, faults: [] }, 400);
  }
  const hasTicket = isTimely(site, textIn(body['ticket']));
  const page = foreignPage(c, site, { page: textIn(body['page']) }) ?? `${site.url}/api/subscribe`;
  const asked = await askOn(site, offer, read.signUp, { network, hasTicket, page, lang });
  if (asked === 'tooMany') {
    c.header('Retry-After', '3600');
    return c.json({ status: 'tooMany', message: tooMany }, 429);
  }
  const [title, sentence] = thanksIn(site, offer);
  return c.json({ status: 'asked', title, message: say(sentence, { who: read.signUp.email }) }, 202);
}

function refusal(site: Site, faults: readonly SignUpFault[]) {
  return {
    status: 'refused',
    message: site.words.subscribe.faulty,
    faults: faults.map((fault) => ({ at: placeOf(fault), message: sayFault(site.words, fault) })),
  };
}

function placeOf({ at }: SignUpFault): string {
  if ('field' in at) return `fields.${at.field}`;
  return 'email' in at ? 'email' : 'lists';
}

async function bodyOf(c: Context): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (!/^application\/json\s*(?:;|$)/i.test(c.req.header('content-type') ?? '')) return undefined;
  try {
    const body: unknown = JSON.parse(await c.req.text());
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function typedIn({ email, fields, lists }: Readonly<Record<string, unknown>>): TypedSignUp {
  return {
    email: textIn(email),
    fields: new Map(Object.entries(textsIn(fields))),
    lists: Array.isArray(lists) ? lists.map(textIn) : [],
  };
}

function textsIn(value: unknown): Form {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, textIn(one)]));
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tooLarge(c: Context, site: Site): Response {
  return c.json({ status: 'refused', message: forVisitor(site, c).words.page.tooLarge }, 413);
}

function closed(c: Context, { words, replyTo }: Site): Response {
  return c.json({ status: 'closed', message: say(words.subscribe.closed, { replyTo }) }, 404);
}
