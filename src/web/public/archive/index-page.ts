import { html } from 'hono/html';
import { publicAddresses } from '../../../message/addresses.ts';
import type { ArchivedIssue } from '../../../store/archive.ts';
import type { Markup, Page } from '../page.ts';
import type { Site } from '../site.ts';
import { dayOf } from './day.ts';
import { archiveHead } from './head.ts';

/** All issues, the newest first. */
export function indexPage(site: Site, issues: readonly ArchivedIssue[]): Page {
  const { archive, subscribe } = publicAddresses(site.url, '');
  const { words } = site;
  const main = html`${issues.length === 0 ? html`<p>${words.archive.empty}</p>` : list(site, issues)}
<p class="ways"><a class="button" href="${subscribe}">${words.archive.subscribe}</a> <a href="${site.url}/feed.xml">${words.archive.feed}</a></p>`;
  const head = html`${archiveHead(site, archive)}
<meta property="og:type" content="website">
<meta property="og:title" content="${site.name}">`;
  return { title: words.archive.title, main, head, style, isPublic: true };
}

function list(site: Site, issues: readonly ArchivedIssue[]): Markup {
  const items = issues.map(
    (issue) => html`<li lang="${issue.lang}" dir="${issue.dir}">
<h2><a href="${publicAddresses(site.url, issue.issue).webCopy}">${issue.title}</a></h2>
${issue.summary === '' ? '' : html`<p>${issue.summary}</p>`}
<p class="muted" lang="${site.lang}" dir="${site.dir}">${dayOf(issue, site.lang)}</p>
</li>
`,
  );
  return html`<ol class="issues" role="list">
${items}</ol>`;
}

const style = `.issues{list-style:none;margin:0;padding:0}
.issues li{padding-block:1.25rem;border-block-start:1px solid var(--rule)}
.issues h2{margin:0 0 .35rem;font-size:1.25rem;line-height:1.3;text-wrap:balance;overflow-wrap:anywhere}
.issues h2 a{text-decoration:none}
.issues h2 a:hover{text-decoration:underline}
.issues p{margin:0 0 .35rem}
.issues .muted{font-size:.9375rem}
.ways{border-block-start:1px solid var(--rule);padding-block-start:1.5rem;margin:0;display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 1.5rem}
.ways a:not(.button){padding-block:.6rem}
`;
