import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { Site } from './site.ts';

/** A piece of a page: what `html` makes of text, everything in it escaped. */
export type Markup = ReturnType<typeof html>;

/** What one page says. */
export interface Page {
  readonly title: string;
  readonly main: Markup;
  /** Behind the title and in front of what every page has: feeds, Open Graph. */
  readonly head?: Markup | undefined;
  /** A style sheet and a script of this page's own. */
  readonly style?: string | undefined;
  readonly script?: string | undefined;
  /** Pages that are nobody's own may be found and kept. */
  readonly isPublic?: boolean | undefined;
}

/** Answers with a page that works with scripts off, in both directions of writing, and in the dark. */
export async function answer(
  c: Context,
  site: Site,
  page: Page,
  status: 200 | 400 | 404 | 405 | 413 | 429 | 500 = 200,
): Promise<Response> {
  c.header('Content-Security-Policy', policyOf(site, page));
  if (!page.isPublic) {
    c.header('Cache-Control', 'no-store');
    c.header('X-Robots-Tag', 'noindex, nofollow');
  }
  // A plain text is handed to the socket as it is; what `html` makes would be read as a stream.
  return c.html(String(await shell(site, page)), status);
}

function shell({ name, url, lang, dir, words, style }: Site, page: Page): Markup {
  const { title, main, head, isPublic } = page;
  return html`<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<title>${title} · ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${isPublic ? '' : html`<meta name="robots" content="noindex, nofollow">`}
${head ?? ''}
<style>${raw(style)}</style>
${page.style === undefined ? '' : raw(`<style>${page.style}</style>`)}
</head>
<body>
<a class="skip" href="#main">${words.page.skip}</a>
<header><a href="${url}/issues">${name}</a></header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${main}
</main>
${page.script === undefined ? '' : raw(`<script>${page.script}</script>`)}
</body>
</html>`;
}

/** Of pages with nothing of their own, by style sheet, of which a site has one: it is hashed once. */
const policies = new Map<string, string>();

function policyOf({ style }: Site, page: Page): string {
  if (page.style !== undefined || page.script !== undefined)
    return makePolicy([style, page.style], page.script);
  const policy = policies.get(style) ?? makePolicy([style], undefined);
  policies.set(style, policy);
  return policy;
}

/** Nothing is fetched, nobody frames it, and what runs and what styles it is known by its hash. */
function makePolicy(styles: readonly (string | undefined)[], script: string | undefined): string {
  return [
    "default-src 'none'",
    `style-src ${styles.flatMap(hashOf).join(' ')}`,
    ...hashOf(script).map((hash) => `script-src ${hash}`),
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** How a content security policy names what stands in a page; nothing for nothing. */
export function hashOf(content: string | undefined): string[] {
  if (content === undefined) return [];
  return [`'sha256-${createHash('sha256').update(content).digest('base64')}'`];
}
