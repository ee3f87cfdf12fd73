import { randomBytes } from 'node:crypto';
import { Failure } from '../finding/failure.ts';
import { type Answered, type Asked, protocolVersion, type Question, questions } from './messages.ts';
import { digestOf, isAnswerTo, type SignedQuestion, signatureHeader, signQuestion } from './signature.ts';

/** How long an answer may take, in milliseconds. */
const within = 60_000;

/** The pages of a newsletter, as the machine that sends asks them. */
export interface Pages {
  /** The newsletter’s `url`. */
  readonly url: string;
  readonly secret: string;
  readonly now: () => number;
}

/**
 * Asks the pages something.
 * @throws {Failure} `sync/insecure`, `sync/nobody`, `sync/stranger`, `sync/clock`, `sync/version`
 */
export async function ask<Q extends Question>(
  pages: Pages,
  question: Q,
  asked: Asked<Q>,
): Promise<Answered<Q>> {
  requireSecure(pages.url);
  const body = JSON.stringify(asked);
  const nonce = randomBytes(12).toString('base64url');
  const signed = { question, at: pages.now(), nonce, digest: digestOf(body) };
  const { status, text, signature } = await post(pages, signed, body);
  if (!isAnswerTo(pages.secret, signed, text, signature)) throw stranger(pages.url, status);
  if (status === 409) throw disagreement(pages, JSON.parse(text));
  const read = questions[question].answered.safeParse(JSON.parse(text));
  if (status !== 200 || !read.success) throw otherVersion(pages.url);
  return read.data as Answered<Q>;
}

async function post(
  { url, secret }: Pages,
  signed: SignedQuestion,
  body: string,
): Promise<{ status: number; text: string; signature: string }> {
  try {
    const response = await fetch(`${url}/sync/${signed.question}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [signatureHeader]: signQuestion(secret, signed) },
      body,
      // Whoever answers has to be the one who was asked.
      redirect: 'manual',
      signal: AbortSignal.timeout(within),
    });
    const signature = response.headers.get(signatureHeader) ?? '';
    return { status: response.status, text: await response.text(), signature };
  } catch (cause) {
    throw nobody(url, cause);
  }
}

/** Readers’ addresses travel. */
function requireSecure(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return;
  throw new Failure(
    'setup',
    'sync/insecure',
    `${url} is not encrypted, and readers’ addresses would travel`,
    {
      advice: 'Give the pages a certificate, and write https:// in newsletter.yaml.',
      undone: 'Nothing was brought or taken.',
    },
  );
}

function nobody(url: string, cause: unknown): Failure {
  return new Failure('setup', 'sync/nobody', `Nobody answers at ${url}: ${reasonOf(cause)}`, {
    advice: 'Is pennypost serve running there, and does the reverse proxy lead to it?',
    undone: 'Nothing was brought or taken.',
    cause,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name could not be looked up; is there a network?',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was dropped',
  UND_ERR_SOCKET: 'the connection was dropped',
  ETIMEDOUT: 'no answer came in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is nobody’s but its own',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is nobody’s but its own',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer came in time';
  const { code } = ((error as { cause?: unknown })?.cause ?? {}) as { code?: string };
  return reasons[code ?? ''] ?? code ?? 'the connection failed';
}

function stranger(url: string, status: number): Failure {
  const what = status >= 300 && status < 400 ? `${url} leads elsewhere` : `Who answers at ${url} is not ours`;
  return new Failure('setup', 'sync/stranger', `${what}: no answer under this newsletter’s secret came`, {
    advice:
      'Run pennypost serve there with the same PENNYPOST_SECRET, and see that url in newsletter.yaml leads to it.',
    undone: 'Nothing was brought or taken.',
  });
}

/** Signed words of the pages that they cannot answer. */
function disagreement({ url, now }: Pages, answer: unknown): Failure {
  const { error, at } = (answer ?? {}) as { error?: unknown; at?: unknown };
  if (error !== 'clock' || typeof at !== 'number') return otherVersion(url);
  const minutes = Math.round(Math.abs(now() - at) / 60_000);
  return new Failure('setup', 'sync/clock', `The clocks here and at ${url} are ${minutes} minutes apart`, {
    advice: 'Set them: of two changes the later one counts.',
    undone: 'Nothing was brought or taken.',
  });
}

function otherVersion(url: string): Failure {
  return new Failure('setup', 'sync/version', `The Pennypost at ${url} is of another version than this one`, {
    advice: `Bring both to the same version; this one speaks version ${protocolVersion} of sync.`,
    undone: 'Nothing was brought or taken.',
  });
}
