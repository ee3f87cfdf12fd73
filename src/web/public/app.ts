import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { archiveRoutes } from './archive/routes.ts';
import { forwardRoutes } from './forward/routes.ts';
import { imageRoutes } from './images.ts';
import { answer } from './page.ts';
import type { Site } from './site.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';

/** The largest body that is read, in bytes: forms are small. */
const largestBody = 64 * 1024;

/**
 * The public pages of a newsletter. They set no cookie, redirect nobody and load nothing from elsewhere. They
 * answer under the path of `url` and under none, as reverse proxies hand either on.
 */
export function publicApp(site: Site): Hono {
  const app = new Hono();
  app.use(quietHeaders);
  app.use(bodyLimit({ maxSize: largestBody, onError: (c) => c.text('Too much.', 413) }));
  for (const base of new Set(['/', new URL(site.url).pathname])) mount(app.basePath(base), site);
  app.notFound((c) => notFound(c, site));
  app.onError((error, c) => {
    site.onBug(error);
    const { brokenTitle, broken } = site.words.page;
    return answer(c, site, { title: brokenTitle, main: html`<p>${broken}</p>` }, 500);
  });
  return app;
}

function mount(app: Hono, site: Site): void {
  app.route('/u', unsubscribeRoutes(site));
  app.route('/', archiveRoutes(site));
  app.route('/forward', forwardRoutes(site));
  app.route('/images', imageRoutes(site));
}

function notFound(c: Context, site: Site) {
  const { notFoundTitle, notFound: words } = site.words.page;
  return answer(c, site, { title: notFoundTitle, main: html`<p>${words}</p>` }, 404);
}

const quietHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
};
