import { askHost } from './ask-host.ts';
import type { AskWeb, Reply, Time } from './question.ts';
import type { Turns } from './turns.ts';
import type { Verdict } from './verdict.ts';

/** As many as browsers follow, about. */
const mostHops = 10;
/** What people take for slow; milliseconds. */
const slow = 5000;

/** What following an address needs. */
export interface Way {
  readonly ask: AskWeb;
  readonly time: Time;
  readonly turns: Turns;
}

/** Follows an address to where it leads, hop by hop, so that it is known which of them are for good. */
export async function follow(from: URL, { ask, time, turns }: Way): Promise<Verdict> {
  let [at, settledAt, forGood, longest] = [from, from, true, 0];
  for (let hop = 0; hop <= mostHops; hop += 1) {
    const [reply, took] = await turns.take(at.host, async () => {
      const began = time.elapsed();
      const got = await askHost(ask, at, time);
      return [got, time.elapsed() - began] as const;
    });
    longest = Math.max(longest, took);
    const next = nextOf(reply, at);
    if (!next) return conclude(reply, { from, at, settledAt, longest });
    if (!/^https?:$/.test(next.protocol)) return { kind: 'fine' };
    forGood &&= reply.kind === 'answer' && (reply.status === 301 || reply.status === 308);
    at = next;
    if (forGood) settledAt = at;
  }
  return { kind: 'unsure', why: `sends on more than ${mostHops} times` };
}

function nextOf(reply: Reply, at: URL): URL | undefined {
  if (reply.kind !== 'answer' || reply.location === undefined) return undefined;
  if (![301, 302, 303, 307, 308].includes(reply.status)) return undefined;
  return URL.canParse(reply.location, at.href) ? new URL(reply.location, at.href) : undefined;
}

/** How an address was followed to where the last reply came from. */
interface Course {
  readonly from: URL;
  readonly at: URL;
  /** As far as all was for good. */
  readonly settledAt: URL;
  /** How long the slowest hop took; milliseconds. */
  readonly longest: number;
}

function conclude(reply: Reply, { from, at, settledAt, longest }: Course): Verdict {
  const verdict = judge(reply);
  if (verdict.kind !== 'fine') return at.host === from.host ? verdict : elsewhere(verdict, at.hostname);
  if (bare(settledAt) !== bare(from)) return { kind: 'moved', to: settledAt.href };
  return longest > slow ? { kind: 'fine', slow: Math.round(longest) } : verdict;
}

/** What is wrong is wrong with another host than the one that is linked to. */
function elsewhere(verdict: Verdict, host: string): Verdict {
  if (verdict.kind === 'noHost') return { kind: 'dead', why: `sends on to ${host}, which does not exist` };
  return 'why' in verdict ? { ...verdict, why: `sends on to ${host}, which ${verdict.why}` } : verdict;
}

/** A slash at the end and `https` for `http` are no other place. */
function bare({ host, pathname, search }: URL): string {
  return `${host.replace(/:(?:80|443)$/, '')}${pathname.replace(/\/$/, '')}${search}`;
}

const silent: Readonly<Record<Extract<Reply, { kind: 'silence' }>['why'], Verdict>> = {
  noHost: { kind: 'noHost' },
  refused: { kind: 'dead', why: 'has a server that takes no connection' },
  expired: { kind: 'certificate', why: 'has a certificate that is out of date' },
  otherName: { kind: 'certificate', why: 'has a certificate of another host' },
  selfSigned: { kind: 'certificate', why: 'has a certificate that nobody vouches for' },
  issuer: { kind: 'unsure', why: 'has a certificate whose issuer is not known here' },
  timeout: { kind: 'trouble', why: 'did not answer within 15 seconds' },
  broken: { kind: 'trouble', why: 'broke off without an answer' },
  private: { kind: 'private' },
  noNetwork: { kind: 'noNetwork' },
};

function judge(reply: Reply): Verdict {
  if (reply.kind === 'silence') return silent[reply.why];
  const { status } = reply;
  // 416: there was nothing of the first byte, and so the page is there, and empty.
  if (status < 400 || status === 416) return { kind: 'fine' };
  if (status === 404 || status === 410)
    return { kind: 'dead', why: `answers that there is nothing (${status})` };
  if (status >= 500 && status < 600)
    return { kind: 'trouble', why: `answers that it has trouble (${status})` };
  if (status === 401) return { kind: 'unsure', why: 'asks for a login (401)' };
  return { kind: 'unsure', why: `does not answer programs (${status})` };
}
