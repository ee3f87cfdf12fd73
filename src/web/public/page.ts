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
  /** Pages that are nobody's own may be found and kept. */
  readonly isPublic?: boolean | undefined;
}

/** Answers with a page that works with scripts off, in both directions of writing, and in the dark. */
export function answer(
  c: Context,
  site: Site,
  page: Page,
  status: 200 | 400 | 404 | 405 | 413 | 429 | 500 = 200,
) {
  c.header('Content-Security-Policy', policyOf(site.style));
  if (!page.isPublic) {
    c.header('Cache-Control', 'no-store');
    c.header('X-Robots-Tag', 'noindex, nofollow');
  }
  return c.html(shell(site, page), status);
}

function shell({ name, url, lang, dir, words, style }: Site, { title, main, head, isPublic }: Page): Markup {
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
</head>
<body>
<a class="skip" href="#main">${words.page.skip}</a>
<header><a href="${url}/issues">${name}</a></header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${main}
</main>
</body>
</html>`;
}

/** By style sheet, of which a site has one: it is hashed once. */
const policies = new Map<string, string>();

/** Nothing runs, nothing is fetched, nobody frames it; its one style sheet is known by its hash. */
function policyOf(style: string): string {
  const policy = policies.get(style) ?? makePolicy(style);
  policies.set(style, policy);
  return policy;
}

function makePolicy(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
