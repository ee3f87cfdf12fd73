import { html } from 'hono/html';
import { slugOfFile } from '../../../issue/slug.ts';
import { issueAddress, type Look } from '../address.ts';

/** A piece of a page: what `html` makes of text, everything in it escaped. */
export type Markup = ReturnType<typeof html>;

/** What every page shows at its side. */
export interface Side {
  readonly newsletter: string;
  /** File names, the newest first. */
  readonly issues: readonly string[];
  /** How an issue that is chosen at the side will be looked at. */
  readonly look: Look;
  readonly outboxTotal: number;
  /** What is open: the name of an issue, or the outbox. */
  readonly open: { readonly issue: string } | 'outbox' | undefined;
}

/** A whole page. Parts with `data-live` and an id are brought up to date in their place; see assets/preview.js. */
export function shell(side: Side, title: string, main: Markup): Markup {
  const issue = typeof side.open === 'object' ? side.open.issue : '';
  return html`<!doctype html>
<html lang="en" data-issue="${issue}">
<head>
<meta charset="utf-8">
<title>${title} · ${side.newsletter}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/preview.css">
<script src="/assets/preview.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="side">
  <a class="brand" href="/"><span class="brand-name">${side.newsletter}</span><span class="brand-note">Preview</span></a>
  <button class="menu" type="button" popovertarget="issues">Issues</button>
  <nav id="issues" popover aria-label="Issues">
    <h2>Issues</h2>
    ${issueList(side)}
  </nav>
  ${outboxLink(side)}
</header>
<main id="main" tabindex="-1">${main}</main>
<p id="lost" role="status" hidden>The preview has stopped. Start it again with <code>pennypost preview</code>; this page then goes on by itself.</p>
</body>
</html>`;
}

function issueList({ issues, look, open }: Side): Markup {
  const current = typeof open === 'object' ? open.issue : undefined;
  return html`<ol id="issue-list" data-live>${issues.map(
    (name) =>
      html`<li><a href="${issueAddress(name, { ...look, reader: undefined })}"${
        name === current ? html` aria-current="page"` : ''
      }>${issueLabel(name)}</a></li>`,
  )}${issues.length === 0 ? html`<li class="none">None yet</li>` : ''}</ol>`;
}

/** `2016-10-24-failing-at-therapy.md` as its words and its date. */
function issueLabel(name: string): Markup {
  const [, date, words] = /^(?:(\d{4}-\d{2}-\d{2})-)?(.+)$/.exec(slugOfFile(name)) ?? [];
  const label = (words ?? name).replaceAll('-', ' ');
  return html`<span>${label.slice(0, 1).toUpperCase()}${label.slice(1)}</span>${date ? html` <small>${date}</small>` : ''}`;
}

function outboxLink({ outboxTotal, open }: Side): Markup {
  return html`<a id="outbox-link" data-live class="outbox-link" href="/outbox"${
    open === 'outbox' ? html` aria-current="page"` : ''
  }>Outbox <span class="count">${outboxTotal}</span></a>`;
}

/** A row of choices, one of which holds; each is a link with an address of its own. */
export function choices(
  label: string,
  options: readonly {
    readonly href: string;
    readonly label: Markup | string;
    readonly on: boolean;
    readonly name?: string;
  }[],
): Markup {
  return html`<nav class="choices" aria-label="${label}">${options.map(
    ({ href, label, on, name }) =>
      html`<a href="${href}"${name ? html` data-name="${name}"` : ''}${
        on ? html` aria-current="true"` : ''
      }>${label}</a>`,
  )}</nav>`;
}
