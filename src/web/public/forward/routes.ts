import { Hono } from 'hono';
import { listArchived } from '../../../store/archive.ts';
import { notHere } from '../archive/not-here.ts';
import { answer } from '../page.ts';
import type { Site } from '../site.ts';
import { forwardPage } from './forward-page.ts';

/** The page behind “forward to a friend”. It names an issue and no reader; the reader's own mail program writes. */
export function forwardRoutes(site: Site): Hono {
  const app = new Hono();
  app.get('/:slug', async (c) => {
    const issues = await listArchived(site.store.db);
    const issue = issues.find(({ issue: slug }) => slug === c.req.param('slug'));
    return issue ? answer(c, site, forwardPage(site, issue)) : notHere(c, site);
  });
  return app;
}
