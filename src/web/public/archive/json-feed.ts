import { publicAddresses } from '../../../message/addresses.ts';
import type { Site } from '../site.ts';
import type { FeedEntry } from './entries.ts';

/** The newest issues as a JSON Feed, version 1.1. */
export function jsonFeed({ name, url, lang }: Site, entries: readonly FeedEntry[]): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: name,
    home_page_url: publicAddresses(url, '').archive,
    feed_url: `${url}/feed.json`,
    language: lang,
    items: entries.map(({ issue, address, html }) => ({
      id: address,
      url: address,
      title: issue.title,
      ...(issue.summary === '' ? {} : { summary: issue.summary }),
      content_html: html,
      language: issue.lang,
      date_published: new Date(issue.publishedAt).toISOString(),
      date_modified: new Date(issue.updatedAt).toISOString(),
    })),
  };
  return `${JSON.stringify(feed, null, 2)}\n`;
}
