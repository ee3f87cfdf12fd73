import type { EmailAddress } from '../address/email-address.ts';
import { mailToken } from './mail-token.ts';
import type { LinkTokens } from './tokens.ts';

/** A mailbox that takes people off the list: `pennypost inbox` reads it. */
export interface LeaveMailbox {
  readonly mailbox: EmailAddress;
  /** Where a reader's token stands: `leave+TOKEN@…` (RFC 5233), or the subject where the provider has no such addresses. */
  readonly tokenIn: 'address' | 'subject';
}

/** Where the links in a newsletter's mails lead: to its pages, to a mailbox, or to both. */
export type Reach =
  | { readonly url: string; readonly unsubscribe?: LeaveMailbox | undefined }
  | { readonly url?: undefined; readonly unsubscribe: LeaveMailbox };

/** What settings, or the content of a mailing, say of it: `settings.ts` sees to it that one of the two is there. */
export function reachOf({
  url,
  unsubscribe,
}: {
  readonly url?: string | undefined;
  readonly unsubscribe?: LeaveMailbox | undefined;
}): Reach {
  if (url !== undefined) return { url, unsubscribe };
  if (unsubscribe !== undefined) return { unsubscribe };
  throw new Error('a newsletter without a url and without a mailbox');
}

/** The pages of a newsletter that every reader is shown the same address of; none carries a token. */
export interface PublicAddresses {
  readonly forward: string;
  readonly subscribe: string;
  readonly webCopy: string;
  readonly archive: string;
}

/**
 * The same as far as a mail can lead there. Without pages a friend subscribes by a mail, and there is nothing to
 * forward but the mail itself.
 */
export interface MailedAddresses extends Partial<PublicAddresses> {
  readonly home?: string;
  readonly subscribe: string;
}

/** The addresses that are one reader's own. */
export interface ReaderAddresses {
  /** In the body: opens the page that asks, or, without pages, a mail to the mailbox. */
  readonly unsubscribe: string;
  /** In the header: a POST, or a mail where there are no pages, acts at once. */
  readonly oneClick: string;
  /** In the header behind it, where there are pages and a mailbox: a mail that acts. */
  readonly leaveMail?: string | undefined;
}

/** `url` is the newsletter's, without a slash at its end; `slug` names the issue. */
export function publicAddresses(url: string, slug: string): PublicAddresses {
  const name = encodeURIComponent(slug);
  return {
    forward: `${url}/forward/${name}`,
    subscribe: `${url}/subscribe`,
    webCopy: `${url}/issues/${name}`,
    archive: `${url}/issues`,
  };
}

/** What the mails of an issue lead to. */
export function mailedAddresses({ url, unsubscribe }: Reach, slug: string): MailedAddresses {
  if (url === undefined) return { subscribe: mailAddress(unsubscribe.mailbox, 'subscribe') };
  return { home: url, ...publicAddresses(url, slug) };
}

/** Where a picture is hosted, by the name it has in the store. */
export function pictureAddress(url: string, name: string): string {
  return `${url}/images/${name}`;
}

export function readerAddresses({ url, unsubscribe }: Reach, tokens: LinkTokens): ReaderAddresses {
  if (url === undefined) {
    return { unsubscribe: leaveMail(unsubscribe, tokens.page), oneClick: leaveMail(unsubscribe, tokens.act) };
  }
  const pages = { unsubscribe: `${url}/u/${tokens.page}`, oneClick: `${url}/u/${tokens.act}` };
  return unsubscribe ? { ...pages, leaveMail: leaveMail(unsubscribe, tokens.act) } : pages;
}

/** What the subject of a mail says that asks to leave; behind it stands the token, where it is not in the address. */
export const leaveWord = 'unsubscribe';

function leaveMail({ mailbox, tokenIn }: LeaveMailbox, token: string): string {
  const written = mailToken(token);
  if (tokenIn === 'subject') return mailAddress(mailbox, `${leaveWord} ${written}`);
  const at = mailbox.lastIndexOf('@');
  return mailAddress(`${mailbox.slice(0, at)}+${written}${mailbox.slice(at)}`, leaveWord);
}

/** RFC 6068 s.2: what is not plain in an address or a subject is percent-encoded. */
function mailAddress(address: string, subject: string): string {
  const at = address.lastIndexOf('@');
  const local = encodeURIComponent(address.slice(0, at)).replaceAll('%2B', '+');
  return `mailto:${local}${address.slice(at)}?subject=${encodeURIComponent(subject)}`;
}
