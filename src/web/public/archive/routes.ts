import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import { archivedText, listArchived } from '../../../store/archive.ts';
import { answer } from '../page.ts';
import type { Site } from '../site.ts';
import { atomFeed } from './atom.ts';
import { feedEntries } from './entries.ts';
import { indexPage } from './index-page.ts';
import { issuePage, issuePolicy } from './issue-page.ts';
import { jsonFeed } from './json-feed.ts';
import { notHere } from './not-here.ts';

/** The archive: every sent issue as a page, all of them on one, and the newest as feeds. */
export function archiveRoutes(site: Site): Hono {
  const app = new Hono();
  const index = async (c: Context) => answer(c, site, indexPage(site, await listArchived(site.store.db)));
  for (const path of ['/', '/issues', '/issues/:slug', '/feed.xml', '/feed.json']) {
    app.use(path, mayBeKept(site), etag());
  }
  app.get('/', index);
  app.get('/issues', index);
  app.get('/issues/:slug', (c) => showIssue(c, site));
  app.get('/feed.xml', async (c) => {
    c.header('Content-Type', 'application/atom+xml; charset=utf-8');
    return c.body(atomFeed(site, await newest(site)));
  });
  app.get('/feed.json', async (c) => {
    c.header('Content-Type', 'application/feed+json; charset=utf-8');
    return c.body(jsonFeed(site, await newest(site)));
  });
  return app;
}

/** The same for everybody; an issue that is sent now is there five minutes later. */
function mayBeKept({ noindex }: Site): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.res.status !== 200 && c.res.status !== 304) return;
    c.header('Cache-Control', 'public, max-age=300');
    if (noindex) c.header('X-Robots-Tag', 'noindex');
  };
}

async function newest(site: Site) {
  return feedEntries(site, await listArchived(site.store.db));
}

async function showIssue(c: Context, site: Site): Promise<Response> {
  const issues = await listArchived(site.store.db);
  const place = issues.findIndex(({ issue }) => issue === c.req.param('slug'));
  const issue = issues[place];
  if (!issue) return notHere(c, site);
  const text = await archivedText(site.store.db, issue.mailing);
  const shown = { issue, text, older: issues[place + 1], newer: issues[place - 1] };
  c.header('Content-Security-Policy', issuePolicy(site, shown));
  return c.html(issuePage(site, shown));
}
