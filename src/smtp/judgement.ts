import type { Slowdown, Verdict } from './outcome.ts';
import { describeReply, type Reply } from './reply.ts';

/**
 * Where in a transaction an answer came or failed to come: `message` is the time between 354 and the
 * final dot, `final` the answer to it.
 */
export type Stage = 'mail' | 'rcpt' | 'data' | 'message' | 'final';

/** What came back: a reply, or nothing because the line dropped, fell silent or spoke something else. */
export type Answer =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'lost'; readonly why: string };

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** No such mailbox, no such domain, mailbox moved, a domain that takes no mail (RFC 3463, RFC 7505). */
const noSuchMailbox = new Set(['5.1.1', '5.1.2', '5.1.6', '5.1.10']);

/** SPF, DKIM, DMARC or reverse DNS of ours is broken (RFC 7372; 5.7.30, 5.7.31 and 5.7.515 are Google's and Microsoft's). */
const brokenAuthentication = new Set(['5.7.26', '5.7.27', '5.7.29', '5.7.30', '5.7.31', '5.7.515']);

/** What each stage wants: 354 to DATA, 2xx to everything else. */
export function agrees(stage: Stage, answer: Answer): boolean {
  return answer.kind === 'reply' && Math.floor(answer.reply.code / 100) === (stage === 'data' ? 3 : 2);
}

/**
 * Whether a server that offers PIPELINING complains of commands that came together: it cannot do what it says.
 * Exim, postscreen and others call it a synchronization error.
 */
export function complainsOfPipelining(answer: Answer): boolean {
  if (answer.kind === 'lost' || answer.reply.code < 500) return false;
  return /pipelin|synchroni[sz]|out of (?:step|sequence)/i.test(answer.reply.text);
}

/** RFC 5321 s.4.2.4: 500 and 502, of a command that the server does not have. */
export function isUnknownCommand(answer: Answer): boolean {
  return answer.kind === 'reply' && (answer.reply.code === 500 || answer.reply.code === 502);
}

/**
 * What an answer means for the message, by where it came (docs/flow.md has the table). Only a 2xx to the
 * final dot is an acceptance, and only a lost answer to it leaves us not knowing.
 */
export function judge(stage: Stage, answer: Answer): Verdict {
  if (answer.kind === 'lost') return judgeLoss(stage, answer.why);
  const { reply } = answer;
  const words = describeReply(reply);
  if (isBrokenAuthentication(reply)) return { kind: 'pause', cause: 'authentication', reply: words };
  const slow = slowdown(reply);
  if (slow) return { kind: 'putBack', slow };
  if (reply.code < 400) return judgeConsent(stage, words);
  return reply.code < 500 ? judgeDelay(stage, words) : judgeRefusal(stage, reply, words);
}

/** Whether a refusal blames our SPF, DKIM or DMARC: every other copy would meet it too. */
function isBrokenAuthentication({ code, enhanced }: Reply): boolean {
  return code >= 500 && enhanced !== undefined && brokenAuthentication.has(enhanced);
}

/** Whether a delay is for the same reason: Google says 4.7.26 and its like with 421, and takes some of the mail. */
function isDoubted({ code, enhanced }: Reply): boolean {
  return code < 500 && enhanced !== undefined && brokenAuthentication.has(enhanced.replace(/^4/, '5'));
}

/** The rest a reply asks for, wherever it comes: 421, throttling and quotas. */
export function slowdown(reply: Reply): Slowdown | undefined {
  if (reply.code < 400) return undefined;
  const why = describeReply(reply);
  if (reply.enhanced === '4.7.28') return { why, forAtLeast: 10 * minute, connections: 1 };
  if (isDoubted(reply)) return { why, forAtLeast: minute, blames: 'authentication' };
  const rest = restFor(reply);
  return rest === undefined ? undefined : { why, forAtLeast: rest };
}

function restFor({ code, enhanced, text }: Reply): number | undefined {
  const throttled = code === 454 && /throttl/i.test(text);
  if (throttled) return /\bdaily\b/i.test(text) ? hour : minute;
  if (enhanced === '5.4.5') return hour;
  if (enhanced === '4.4.5') return 5 * minute;
  if (code === 452 && enhanced === '4.5.3') return minute;
  return code === 421 ? minute : undefined;
}

function judgeLoss(stage: Stage, why: string): Verdict {
  if (stage === 'final') return { kind: 'unknown', why };
  if (stage === 'mail') return { kind: 'putBack', slow: { why, forAtLeast: 5 * second } };
  return { kind: 'deferred', reply: why, lost: true };
}

/** A 2xx or 3xx where the message should have been judged; before the dot it cannot mean what it says. */
function judgeConsent(stage: Stage, words: string): Verdict {
  if (stage === 'final' && words.startsWith('2')) return { kind: 'accepted', reply: words };
  const why = `The server answered out of turn: ${words}`;
  return stage === 'message' ? { kind: 'unknown', why } : judgeLoss(stage, why);
}

function judgeDelay(stage: Stage, words: string): Verdict {
  if (stage === 'mail') return { kind: 'putBack', slow: { why: words, forAtLeast: minute } };
  return { kind: 'deferred', reply: words };
}

/**
 * 5.6.7 is about this reader's address even at MAIL: the server takes no non-ASCII address (RFC 6531 s.3.6.1). 5.3.4
 * there is about a size that all copies have (RFC 1870 s.6.1). Wherever they come, 530 asks for a login (RFC 4954
 * s.6), and 503 says that the server has lost the thread.
 */
function judgeRefusal(stage: Stage, reply: Reply, words: string): Verdict {
  if (stage === 'mail' && reply.enhanced === '5.3.4') return { kind: 'pause', cause: 'size', reply: words };
  const isAboutUs = reply.code === 530 || (stage === 'mail' && reply.enhanced !== '5.6.7');
  if (isAboutUs) return { kind: 'pause', cause: 'sender', reply: words };
  if (reply.code === 503) return { kind: 'putBack', slow: { why: words, forAtLeast: minute } };
  const suppress = stage === 'rcpt' && reply.enhanced !== undefined && noSuchMailbox.has(reply.enhanced);
  return { kind: 'rejected', reply: words, suppress };
}
