import { html, raw } from 'hono/html';
import { publicAddresses } from '../../../message/addresses.ts';
import type { ArchivedIssue } from '../../../store/archive.ts';
import { hashOf, type Markup } from '../page.ts';
import type { Site } from '../site.ts';
import { issueHead } from './head.ts';

/** An issue among those before and after it. */
export interface ShownIssue {
  readonly issue: ArchivedIssue;
  readonly text: { readonly css: string; readonly html: string };
  readonly older: ArchivedIssue | undefined;
  readonly newer: ArchivedIssue | undefined;
}

/** The mail's own HTML, with a narrow bar above it and the ways onward below. */
export function issuePage(site: Site, shown: ShownIssue): Markup {
  const { issue, text } = shown;
  const { name, url, words, frameStyle } = site;
  const { archive, subscribe } = publicAddresses(url, issue.issue);
  const [picture] = picturesIn(text.html);
  return html`<!doctype html>
<html lang="${issue.lang}" dir="${issue.dir}">
<head>
<meta charset="utf-8">
<title>${issue.title} · ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${issueHead(site, issue, picture)}
<style>${raw(text.css)}</style>
<style>${raw(frameStyle)}</style>
</head>
<body class="pp-page">
<a class="pp-skip" href="#main" lang="${site.lang}">${words.page.skip}</a>
<header class="pp-bar" lang="${site.lang}" dir="${site.dir}"><a href="${archive}">${words.archive.title}</a><a href="${subscribe}">${words.archive.subscribe}</a></header>
${raw(text.html)}
${onward(site, shown)}
</body>
</html>`;
}

function onward(site: Site, { issue, older, newer }: ShownIssue): Markup {
  const { lang, dir, url, words } = site;
  const { archive, forward, subscribe } = publicAddresses(url, issue.issue);
  const { archive: said } = words;
  const turn = html`<div class="pp-turn">${turned(site, older, 'older')}${turned(site, newer, 'newer')}</div>`;
  return html`<nav class="pp-more" aria-label="${said.more}" lang="${lang}" dir="${dir}">
${older || newer ? turn : ''}
<ul class="pp-links" role="list">
<li><a href="${forward}">${said.forward}</a></li>
<li><a href="${subscribe}">${said.subscribe}</a></li>
<li><a href="${archive}">${said.title}</a></li>
<li><a href="${url}/feed.xml">${said.feed}</a></li>
</ul>
</nav>`;
}

function turned(
  { url, words }: Site,
  issue: ArchivedIssue | undefined,
  way: 'older' | 'newer',
): Markup | string {
  if (!issue) return '';
  return html`<a class="pp-${way}" href="${publicAddresses(url, issue.issue).webCopy}"><span class="pp-label">${words.archive[way]}</span> <span class="pp-title" lang="${issue.lang}" dir="${issue.dir}">${issue.title}</span></a>`;
}

/**
 * Nothing runs, nothing is posted, nobody frames it. Style sheets are known by their hashes; a mail's elements
 * carry styles of their own, which are allowed as attributes only. Pictures come from here and from the addresses
 * that the issue itself names.
 */
export function issuePolicy(site: Site, { text }: ShownIssue): string {
  const origins = new Set([site.url, ...picturesIn(text.html)].map((address) => new URL(address).origin));
  const sources = [...origins].filter((origin) => /^https?:\/\/[\w.[\]:-]+$/.test(origin));
  return [
    "default-src 'none'",
    // For browsers that do not know the two finer ones.
    "style-src 'unsafe-inline'",
    `style-src-elem ${[text.css, site.frameStyle].flatMap(hashOf).join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' ${sources.join(' ')}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** What the alternative text of one says may hold whatever an element looks like. */
function picturesIn(markup: string): string[] {
  return [...markup.matchAll(/<img(?:\s+(?!src=)[^\s"=>]+(?:="[^"]*")?)*\s+src="(https?:[^"]+)"/g)]
    .map(([, address = '']) => address.replaceAll('&amp;', '&'))
    .filter((address) => URL.canParse(address));
}
