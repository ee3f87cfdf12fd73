import { Hono } from 'hono';
import { pictureTypes } from '../../../newsletter/picture-kind.ts';
import { findPicture } from '../../../store/pictures.ts';
import type { Site } from '../site.ts';

/** Pictures of issues, for mails and pages: what stands under a name never changes. */
export function imageRoutes(site: Site): Hono {
  const app = new Hono();
  app.get('/:name', async (c) => {
    const name = c.req.param('name');
    const kind = /^[0-9a-f]{32}\.(png|jpg|gif|webp)$/.exec(name)?.[1];
    const content = kind === undefined ? undefined : await findPicture(site.store.db, name);
    if (!content) return c.notFound();
    c.header('Content-Type', pictureTypes[kind as keyof typeof pictureTypes]);
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('Content-Security-Policy', "default-src 'none'; sandbox");
    // Mail programs on the web show it on a page of their own.
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    return c.body(new Uint8Array(content));
  });
  return app;
}
