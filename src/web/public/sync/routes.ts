import { Hono } from 'hono';
import { answers } from '../../../sync/answer.ts';
import { largestMessage, type Question, questions } from '../../../sync/messages.ts';
import {
  clocksApart,
  digestOf,
  readSignature,
  type SignedQuestion,
  signAnswer,
  signatureHeader,
} from '../../../sync/signature.ts';
import type { Site } from '../site.ts';

/**
 * Where the machine that sends asks the pages. Whoever does not know the secret finds nothing here: anything that is
 * not signed, or was asked before, is passed on to where there is no page.
 */
export function syncRoutes(site: Site): Hono {
  const app = new Hono();
  const asked = new Askings();
  app.post('/:question', async (c, next) => {
    const question = Object.keys(questions).find((one) => one === c.req.param('question'));
    const header = c.req.header(signatureHeader) ?? '';
    const read = question && readSignature(site.secrets, question, header);
    if (!read || !asked.isNew(read.signed, site.now())) return next();
    const body = await bodyOf(c.req.raw);
    if (body === undefined || digestOf(body) !== read.signed.digest) return next();
    const { status, text } = await answerTo(site, question as Question, read.signed, body);
    c.header(signatureHeader, signAnswer(read.secret, read.signed, text));
    c.header('Cache-Control', 'no-store');
    return c.body(text, status, { 'Content-Type': 'application/json' });
  });
  return app;
}

/** What was asked lately: nothing is answered twice. */
class Askings {
  readonly #nonces = new Map<string, number>();

  isNew({ nonce, at }: SignedQuestion, now: number): boolean {
    for (const [known, since] of this.#nonces) {
      if (since > now - 2 * clocksApart) break;
      this.#nonces.delete(known);
    }
    if (this.#nonces.has(nonce)) return false;
    if (Math.abs(at - now) <= clocksApart) this.#nonces.set(nonce, now);
    return true;
  }
}

interface Answered {
  readonly status: 200 | 400 | 409;
  readonly text: string;
}

async function answerTo(
  site: Site,
  question: Question,
  { at }: SignedQuestion,
  body: string,
): Promise<Answered> {
  const now = site.now();
  if (Math.abs(at - now) > clocksApart) return refusal(409, { error: 'clock', at: now });
  const read = questions[question].asked.safeParse(JSON.parse(body));
  if (!read.success) return refusal(question === 'hello' ? 409 : 400, { error: 'version' });
  const answer = answers[question] as (asked: unknown, by: object) => Promise<unknown>;
  const { store, secrets } = site;
  return { status: 200, text: JSON.stringify(await answer(read.data, { store, secrets, now })) };
}

function refusal(status: 400 | 409, words: object): Answered {
  return { status, text: JSON.stringify(words) };
}

/** Nothing when it is larger than anything that is said. */
async function bodyOf({ body }: Request): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > largestMessage) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
