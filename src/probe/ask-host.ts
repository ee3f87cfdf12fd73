import type { AskWeb, Reply, Time } from './question.ts';

/** How long to wait before a question is asked again, and the longest a server may make us wait; milliseconds. */
const pause = 2000;
const longestPause = 30_000;

/**
 * What a server says of one address: by HEAD, and by GET where it does not like that. Where it is busy or hangs up it
 * is asked once more.
 */
export async function askHost(ask: AskWeb, url: URL, time: Time): Promise<Reply> {
  const reply = await askBothWays(ask, url);
  const wait = waitBefore(reply, time.now());
  if (wait === undefined) return reply;
  await time.sleep(wait);
  return askBothWays(ask, url);
}

/** Many servers answer HEAD wrongly, also with 404: only what GET says too is held against them. */
async function askBothWays(ask: AskWeb, url: URL): Promise<Reply> {
  const reply = await ask({ url, method: 'HEAD' });
  const isDoubtful =
    reply.kind === 'answer' ? reply.status >= 400 && reply.status !== 429 : reply.why === 'broken';
  return isDoubtful ? ask({ url, method: 'GET' }) : reply;
}

/** Nothing where it is not worth asking again. */
function waitBefore(reply: Reply, now: number): number | undefined {
  if (reply.kind === 'silence') return reply.why === 'broken' ? pause : undefined;
  if (reply.status !== 429 && (reply.status < 500 || reply.status === 999)) return undefined;
  const wanted = wantedBy(reply.retryAfter, now) ?? pause;
  return wanted <= longestPause ? Math.max(wanted, pause) : undefined;
}

/** `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3). */
function wantedBy(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : date - now;
}
