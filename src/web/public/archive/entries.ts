import { publicAddresses } from '../../../message/addresses.ts';
import { type ArchivedIssue, archivedText } from '../../../store/archive.ts';
import type { Site } from '../site.ts';

/** An issue as a feed tells it. */
export interface FeedEntry {
  readonly issue: ArchivedIssue;
  readonly address: string;
  /** What its page shows, without a style sheet. */
  readonly html: string;
}

/** Older issues are in the archive. */
const feedLength = 20;

export async function feedEntries(site: Site, issues: readonly ArchivedIssue[]): Promise<FeedEntry[]> {
  return Promise.all(
    issues.slice(0, feedLength).map(async (issue) => ({
      issue,
      address: publicAddresses(site.url, issue.issue).webCopy,
      html: insideOf((await archivedText(site.store.db, issue.mailing)).html),
    })),
  );
}

/** What stands in the outermost element: a feed's reader has a page of its own around it. */
function insideOf(markup: string): string {
  return markup.replace(/^<main(?:"[^"]*"|[^">])*>/, '').replace(/<\/main>$/, '');
}
