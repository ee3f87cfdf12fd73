import type { EmailAddress } from '../address/email-address.ts';
import type { Mailbox } from '../address/mailbox.ts';
import type { Source } from '../issue/read-issue.ts';
import { type LeaveMailbox, mailedAddresses, reachOf } from '../message/addresses.ts';
import type { Edition } from '../message/edition.ts';
import type { RenderedIssue } from '../render/template.ts';
import type { PreparedIssue } from './prepare.ts';

/**
 * What every copy of a mailing is made from, frozen with it: a resume needs neither the file nor the
 * templates, and gives the same text whatever has been changed since.
 */
export interface Content {
  /** One of the two is there. */
  readonly url?: string | undefined;
  readonly unsubscribe?: LeaveMailbox | undefined;
  readonly newsletter: string;
  readonly from: Mailbox;
  readonly replyTo: Mailbox | null;
  readonly bounces: EmailAddress;
  readonly webCopy?: string | undefined;
  readonly archive?: string | undefined;
  /** By the names of the segments whose blocks they show, joined by commas. */
  readonly variants: Readonly<Record<string, RenderedIssue>>;
  readonly pictures: readonly FrozenPicture[];
  readonly sources: readonly Source[];
}

interface FrozenPicture {
  readonly cid: string;
  readonly name: string;
  readonly type: string;
  /** Base64. */
  readonly content: string;
}

/** The key of a variant among `Content.variants`. */
export function variantKey(segments: ReadonlySet<string>): string {
  return [...segments].sort().join(',');
}

export async function freezeContent(
  prepared: PreparedIssue,
  audiences: Iterable<ReadonlySet<string>>,
): Promise<Content> {
  const { settings } = prepared.newsletter;
  const variants: Record<string, RenderedIssue> = {};
  for (const segments of audiences) variants[variantKey(segments)] = await prepared.render(segments);
  const { webCopy, archive } = mailedAddresses(reachOf(settings), prepared.issue.slug);
  return {
    url: settings.url,
    unsubscribe: settings.unsubscribe,
    newsletter: settings.name,
    from: prepared.from,
    replyTo: settings.replyTo ?? null,
    bounces: settings.bounces ?? prepared.from.address,
    webCopy,
    archive,
    variants,
    pictures: prepared.travelling.map(({ cid, name, type, content }) => ({
      cid,
      name,
      type,
      content: content.toString('base64'),
    })),
    sources: prepared.sources,
  };
}

/** What all copies of a mailing share, as the composer wants it. */
export function editionOf(
  content: Content,
  about: { readonly mailing: string; readonly kind: Edition['kind']; readonly list: string },
): Edition {
  return {
    ...about,
    newsletter: content.newsletter,
    from: content.from,
    ...(content.replyTo ? { replyTo: content.replyTo } : {}),
    bounces: content.bounces,
    webCopy: content.webCopy,
    archive: content.archive,
    pictures: content.pictures.map((picture) => ({
      ...picture,
      content: Buffer.from(picture.content, 'base64'),
    })),
  };
}
