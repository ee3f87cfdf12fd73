import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/**
 * Only this machine's own browser may ask, under a loopback name and our port: a name of somebody else's
 * that was made to point here (DNS rebinding) is refused.
 */
export function onlyLoopback(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host')?.toLowerCase();
    if (host === undefined || !hostsOf(port()).includes(host)) {
      return c.text('The preview answers to 127.0.0.1 and localhost only.', 403);
    }
    await next();
  };
}

function hostsOf(port: number): string[] {
  const names = ['127.0.0.1', 'localhost'];
  return names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

/** What acts is asked for by our own page only: same origin, and the token that this page was given. */
export function onlyOurPage(token: string): MiddlewareHandler {
  return async (c, next) => {
    const { origin } = new URL(c.req.url);
    if (c.req.header('origin') !== origin)
      return c.text('This was not asked for by the preview’s page.', 403);
    const length = Number(c.req.header('content-length') ?? Number.NaN);
    if (!(length <= 10_000)) return c.text('Too much.', 413);
    const given = (await c.req.parseBody())['token'];
    if (typeof given !== 'string' || !isSame(given, token)) {
      return c.text('The preview has been started again since this page was opened. Reload the page.', 403);
    }
    await next();
  };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Scripts and styles are our own two files; nothing is fetched from anywhere else. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * On every answer: kept by nobody, taken for nothing else than it says, framed by nobody, and prefetching
 * no name that a mail mentions.
 */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const set = (name: string, value: string) => c.res.headers.set(name, value);
  if (!c.res.headers.has('content-security-policy')) set('Content-Security-Policy', pagePolicy);
  set('Cache-Control', 'no-store');
  set('X-Content-Type-Options', 'nosniff');
  set('X-DNS-Prefetch-Control', 'off');
  // With `no-referrer` browsers would send `Origin: null` along with our own forms.
  set('Referrer-Policy', 'same-origin');
  set('Cross-Origin-Opener-Policy', 'same-origin');
  set('Cross-Origin-Resource-Policy', 'same-origin');
};
