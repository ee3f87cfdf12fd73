import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Questions and answers are signed with the newsletter’s secret, each for itself: a question with its name, its time
 * and the hash of its body; an answer with the question it answers, so that nobody who does not know the secret can
 * answer, and no answer fits another question.
 */

/** The header that carries a signature, in questions and in answers. */
export const signatureHeader = 'Pennypost-Sync';

/** How far two clocks may be apart, in milliseconds. */
export const clocksApart = 5 * 60_000;

/** Told apart from whatever else the secret signs. */
const label = 'pennypost sync 1';

export interface SignedQuestion {
  readonly question: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Said once. */
  readonly nonce: string;
  /** SHA-256 of the body, hexadecimal: known before the body is read. */
  readonly digest: string;
}

export function digestOf(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

export function signQuestion(secret: string, signed: SignedQuestion): string {
  const { at, nonce, digest } = signed;
  return [at, nonce, digest, macOfQuestion(secret, signed)].join(' ');
}

/** What a header says of a question, where it is signed with one of the secrets, and with which. */
export function readSignature(
  secrets: readonly string[],
  question: string,
  header: string,
): { readonly signed: SignedQuestion; readonly secret: string } | undefined {
  const [, at, nonce = '', digest = '', mac = ''] =
    /^(\d{1,15}) ([\w-]{8,64}) ([0-9a-f]{64}) ([0-9a-f]{64})$/.exec(header) ?? [];
  const signed = { question, at: Number(at), nonce, digest };
  // All are tried, also when the first one fits, so that the time it takes says nothing.
  const fitting = secrets.filter((secret) => isSame(macOfQuestion(secret, signed), mac));
  return fitting[0] === undefined ? undefined : { signed, secret: fitting[0] };
}

export function signAnswer(secret: string, asked: SignedQuestion, body: string): string {
  const parts = ['answer', asked.question, asked.at, asked.nonce, asked.digest, digestOf(body)];
  return macOf(secret, parts);
}

export function isAnswerTo(secret: string, asked: SignedQuestion, body: string, signature: string): boolean {
  return isSame(signAnswer(secret, asked, body), signature);
}

function macOfQuestion(secret: string, { question, at, nonce, digest }: SignedQuestion): string {
  return macOf(secret, ['question', question, at, nonce, digest]);
}

function macOf(secret: string, parts: readonly (string | number)[]): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([label, ...parts]))
    .digest('hex');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
