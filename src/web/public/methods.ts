import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { forVisitor } from './language.ts';
import { answer } from './page.ts';
import type { Site } from './site.ts';

/**
 * What a path says to methods it has no answer for: OPTIONS is told those there are, all others that they are not
 * among them (RFC 9110 s.9.3.7, s.15.5.6). To be mounted behind the answers themselves.
 */
export function otherMethods(
  app: Hono,
  site: Site,
  path: string,
  methods: 'GET' | 'POST' | 'GET, POST',
): void {
  const allow = methods.replace('GET', 'GET, HEAD');
  app.all(path, async (c: Context) => {
    c.header('Allow', `${allow}, OPTIONS`);
    c.header('Cache-Control', 'no-store');
    if (c.req.method === 'OPTIONS') return c.body(null, 204);
    const own = forVisitor(site, c);
    const { wrongMethodTitle: title, wrongMethod } = own.words.page;
    return answer(c, own, { title, main: html`<p>${wrongMethod}</p>` }, 405);
  });
}
