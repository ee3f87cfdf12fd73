import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { imageRoutes } from './archive/images.ts';
import { archiveRoutes } from './archive/routes.ts';
import { largestForm } from './form.ts';
import { forwardRoutes } from './forward/routes.ts';
import { forVisitor } from './language.ts';
import { answer } from './page.ts';
import { addressChangeRoutes } from './reader/address-change.ts';
import { preferencesRoutes } from './reader/preferences.ts';
import { unsubscribeRoutes } from './reader/unsubscribe.ts';
import type { Site } from './site.ts';
import { subscribeApi } from './subscribe/api.ts';
import { subscribeRoutes } from './subscribe/routes.ts';
import { syncRoutes } from './sync/routes.ts';

/**
 * The public pages of a newsletter. They set no cookie, redirect nobody and load nothing from elsewhere. They
 * answer under the path of `url` and under none, as reverse proxies hand either on.
 */
export function publicApp(site: Site): Hono {
  const app = new Hono();
  app.use(quietHeaders);
  const bases = new Set(['/', new URL(site.url).pathname]);
  // Before the limit: a token is in the address, and is good whatever a mail program sends along; what is signed may be
  // large, and is read when its signature is.
  for (const base of bases)
    app.basePath(base).route('/u', unsubscribeRoutes(site)).route('/sync', syncRoutes(site));
  // It has the same limit, and says so in its own way.
  for (const base of bases) app.basePath(base).route('/api/subscribe', subscribeApi(site));
  app.use(bodyLimit({ maxSize: largestForm, onError: (c) => tooLarge(c, site) }));
  for (const base of bases) mount(app.basePath(base), site);
  app.notFound((c) => notFound(c, site));
  app.onError((error, c) => {
    site.onBug(error);
    const own = forVisitor(site, c);
    const { brokenTitle, broken } = own.words.page;
    return answer(c, own, { title: brokenTitle, main: html`<p>${broken}</p>` }, 500);
  });
  return app;
}

function mount(app: Hono, site: Site): void {
  app.route('/p', preferencesRoutes(site));
  app.route('/address', addressChangeRoutes(site));
  app.route('/', archiveRoutes(site));
  app.route('/forward', forwardRoutes(site));
  app.route('/images', imageRoutes(site));
  app.route('/subscribe', subscribeRoutes(site));
}

function notFound(c: Context, site: Site) {
  const own = forVisitor(site, c);
  const { notFoundTitle, notFound: words } = own.words.page;
  return answer(c, own, { title: notFoundTitle, main: html`<p>${words}</p>` }, 404);
}

function tooLarge(c: Context, site: Site) {
  const own = forVisitor(site, c);
  const { tooLargeTitle, tooLarge: words } = own.words.page;
  return answer(c, own, { title: tooLargeTitle, main: html`<p>${words}</p>` }, 413);
}

/** Set before there is an answer: to change one that is made already takes as long as all the rest. */
const quietHeaders: MiddlewareHandler = async (c, next) => {
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  await next();
};
