import { Hono } from 'hono';
import { listArchived } from '../../../store/archive.ts';
import { listPictures } from '../../../store/pictures.ts';
import { imageRoutes } from '../archive/images.ts';
import { archiveRoutes } from '../archive/routes.ts';
import { forwardRoutes } from '../forward/routes.ts';
import { answer } from '../page.ts';
import type { Site } from '../site.ts';
import { subscribePage } from './subscribe-page.ts';

/** A file of a static site: its path from the site's folder, with forward slashes. */
export interface StaticFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * The public pages that are nobody's own, as files: what `serve` answers, asked for address by address, so that
 * both are the same. The same store gives the same bytes.
 */
export async function* staticSite(site: Site): AsyncGenerator<StaticFile> {
  const app = staticApp(site);
  for (const [address, path] of await addresses(site)) {
    const response = await app.request(`http://localhost${address}`);
    if (response.status !== 200) throw new Error(`${address} is answered with ${response.status}`);
    yield { path, content: await fileOf(response) };
  }
}

function staticApp(site: Site): Hono {
  const app = new Hono();
  app.route('/', archiveRoutes(site));
  app.route('/forward', forwardRoutes(site));
  app.route('/images', imageRoutes(site));
  app.get('/subscribe', (c) => answer(c, site, subscribePage(site)));
  app.onError((error) => {
    throw error;
  });
  return app;
}

/** What is asked for, and the file it becomes: a folder's `index.html`, which every host finds. */
async function addresses({ store }: Site): Promise<[address: string, path: string][]> {
  const slugs = (await listArchived(store.db)).map(({ issue }) => issue).filter(isFileName);
  const pages = [
    '/issues',
    '/subscribe',
    ...slugs.flatMap((slug) => [`/issues/${slug}`, `/forward/${slug}`]),
  ];
  const pictures = (await listPictures(store.db)).map((name) => `/images/${name}`);
  return [
    ['/', 'index.html'],
    ...pages.map((page): [string, string] => [page, `${page.slice(1)}/index.html`]),
    ...['/feed.xml', '/feed.json', ...pictures].map((file): [string, string] => [file, file.slice(1)]),
  ];
}

/** Slugs are letters, digits and single marks between them; one from elsewhere may say what it likes. */
function isFileName(slug: string): boolean {
  return /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/.test(slug);
}

/** A static host sends no header of ours, so a page brings its policy along. */
async function fileOf(response: Response): Promise<Uint8Array> {
  const content = new Uint8Array(await response.arrayBuffer());
  const policy = response.headers.get('Content-Security-Policy');
  if (policy === null || !response.headers.get('Content-Type')?.startsWith('text/html')) return content;
  const inPage = policy
    .split('; ')
    .filter((rule) => !rule.startsWith('frame-ancestors'))
    .join('; ');
  const page = Buffer.from(content).toString('utf8');
  const charset = '<meta charset="utf-8">';
  const metas = [charset, `<meta http-equiv="Content-Security-Policy" content="${inPage}">`];
  return Buffer.from(
    page.replace(charset, () => [...metas, '<meta name="referrer" content="no-referrer">'].join('\n')),
  );
}
