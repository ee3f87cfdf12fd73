import { html } from 'hono/html';
import { publicAddresses } from '../../../message/addresses.ts';
import type { ArchivedIssue } from '../../../store/archive.ts';
import type { Markup } from '../page.ts';
import type { Site } from '../site.ts';

/** What the head of every page of the archive says: its address, where the feeds are, whether it may be found. */
export function archiveHead(site: Site, canonical: string): Markup {
  const { name, url, noindex } = site;
  return html`${noindex ? html`<meta name="robots" content="noindex">` : ''}
<link rel="canonical" href="${canonical}">
<link rel="alternate" type="application/atom+xml" title="${name}" href="${url}/feed.xml">
<link rel="alternate" type="application/feed+json" title="${name}" href="${url}/feed.json">
<meta property="og:site_name" content="${name}">
<meta property="og:url" content="${canonical}">`;
}

/** How an issue is shown where its address is shared (Open Graph). */
export function issueHead(site: Site, issue: ArchivedIssue, picture: string | undefined): Markup {
  const { title, summary, publishedAt, updatedAt, issue: slug } = issue;
  const described =
    summary === ''
      ? ''
      : html`<meta name="description" content="${summary}">
<meta property="og:description" content="${summary}">`;
  return html`${archiveHead(site, publicAddresses(site.url, slug).webCopy)}
<meta property="og:type" content="article">
<meta property="og:title" content="${title}">
${described}
${picture === undefined ? '' : html`<meta property="og:image" content="${picture}">`}
<meta property="article:published_time" content="${new Date(publishedAt).toISOString()}">
<meta property="article:modified_time" content="${new Date(updatedAt).toISOString()}">`;
}
