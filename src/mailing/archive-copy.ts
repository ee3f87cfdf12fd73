import type { Issue } from '../issue/issue.ts';
import { pictureAddress } from '../message/addresses.ts';
import { fill } from '../render/fill.ts';
import { webCopyOf } from '../render/html/web-copy.ts';
import type { ArchivedCopy } from '../store/archive.ts';
import type { HostedPicture } from '../store/pictures.ts';
import type { Aim } from './audience.ts';
import type { PreparedIssue } from './prepare.ts';

/** Whether a mailing gives its issue a page: practice never does, what goes to some readers only if the issue says so. */
export function isPublic(
  { archive }: Issue,
  { practice, segment }: Pick<Aim, 'practice' | 'segment'>,
): boolean {
  if (practice || archive === 'no') return false;
  return segment === undefined || archive === 'yes';
}

/** What the archive shows of a mailing: what a reader of no segment gets, with nothing of any reader in it. */
export async function archiveCopyOf(
  prepared: PreparedIssue,
  { mailing, sentAt }: { readonly mailing: string; readonly sentAt: number },
): Promise<ArchivedCopy> {
  const { issue, newsletter, pictures } = prepared;
  const { html, preview } = await prepared.render(new Set());
  const names = new Map(pictures.map(({ cid, hostedName }) => [cid, hostedName]));
  const { url } = newsletter.settings;
  const copy = webCopyOf(html, (cid) => {
    const name = names.get(cid);
    return url === undefined || name === undefined ? undefined : pictureAddress(url, name);
  });
  const summary = fill(preview, { email: '', unsubscribe: '', fields: {} }).trim();
  return {
    mailing,
    issue: issue.slug,
    title: issue.title,
    summary,
    date: issue.date ?? null,
    ...copy,
    sentAt,
  };
}

/** The pictures of an issue that anybody may fetch: for its web copy, and for mails that do not carry them. */
export function hostedPicturesOf({ pictures }: PreparedIssue): HostedPicture[] {
  return pictures.flatMap(({ hostedName: name, content }) => (name === undefined ? [] : [{ name, content }]));
}
