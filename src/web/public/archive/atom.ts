import { publicAddresses } from '../../../message/addresses.ts';
import type { Site } from '../site.ts';
import type { FeedEntry } from './entries.ts';

/** The newest issues as an Atom feed (RFC 4287). */
export function atomFeed(site: Site, entries: readonly FeedEntry[]): string {
  const { archive } = publicAddresses(site.url, '');
  const updated = Math.max(0, ...entries.map(({ issue }) => issue.updatedAt));
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(site.lang)}">
<id>${xml(archive)}</id>
<title>${xml(site.name)}</title>
<updated>${instant(updated)}</updated>
<author><name>${xml(site.name)}</name></author>
<link rel="self" type="application/atom+xml" href="${xml(`${site.url}/feed.xml`)}"/>
<link rel="alternate" type="text/html" href="${xml(archive)}"/>
${entries.map(entryXml).join('')}</feed>
`;
}

function entryXml({ issue, address, html }: FeedEntry): string {
  const { title, summary, lang, publishedAt, updatedAt } = issue;
  return `<entry xml:lang="${xml(lang)}">
<id>${xml(address)}</id>
<title>${xml(title)}</title>
<published>${instant(publishedAt)}</published>
<updated>${instant(updatedAt)}</updated>
<link rel="alternate" type="text/html" href="${xml(address)}"/>
${summary === '' ? '' : `<summary>${xml(summary)}</summary>\n`}<content type="html">${xml(html)}</content>
</entry>
`;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text between tags or in a quoted attribute; what XML 1.0 (s.2.2) has no place for is left out. */
function xml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/[&<>"]/g, (character) => references[character] ?? character);
}
