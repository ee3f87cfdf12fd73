import { domainOf, type EmailAddress } from '../address/email-address.ts';
import type { Edition } from './edition.ts';
import {
  dateField,
  type HeaderField,
  listIdField,
  mailboxField,
  plainField,
  textField,
  urlField,
} from './header.ts';
import { feedbackId, listId, messageId } from './identity.ts';

/** What of a copy its headers tell. */
export interface CopyHeaders {
  readonly to: EmailAddress;
  /** The subscriber's id in the store, or what stands for it in a test. */
  readonly subscriber: string;
  readonly subject: string;
  /** The address that unsubscribes at one click: the token that acts. */
  readonly oneClick: string;
  readonly date: Date;
}

/** A field all copies share, or how to make those that are one copy's own. */
export type FieldSource = HeaderField | ((copy: CopyHeaders) => readonly HeaderField[]);

/** What stands before the subject of a test. */
const testMark = '[Test] ';

/** @throws {Failure} `message/header` when an address or a link cannot stand in a header. */
export function fieldsOf(sources: readonly FieldSource[], copy: CopyHeaders): HeaderField[] {
  return sources.flatMap((source) => (typeof source === 'string' ? source : source(copy)));
}

/**
 * Where the headers of an edition's copies come from, in their order: each field once (RFC 5322 s.3.6), except
 * those that describe the MIME parts.
 */
export function fieldSources(edition: Edition): FieldSource[] {
  const domain = domainOf(edition.from.address);
  const id = ({ subscriber }: CopyHeaders) => `<${messageId(edition.mailing, subscriber, domain)}>`;
  return [
    mailboxField('From', edition.from),
    ({ to }) => [mailboxField('To', { name: '', address: to })],
    ...(edition.replyTo ? [mailboxField('Reply-To', edition.replyTo)] : []),
    ({ subject }) => [textField('Subject', edition.kind === 'test' ? `${testMark}${subject}` : subject)],
    ({ date }) => [dateField(date)],
    (copy) => [plainField('Message-ID', id(copy))],
    listIdField(edition.newsletter, listId(edition.list, domain)),
    unsubscribeFields,
    urlField('List-Archive', edition.archive),
    urlField('Archived-At', edition.webCopy),
    plainField('Precedence', 'bulk'),
    plainField('Feedback-ID', feedbackId(edition.mailing, edition.list, edition.kind, domain)),
    plainField('MIME-Version', '1.0'),
  ];
}

/** `List-Unsubscribe-Post` promises one click, which RFC 8058 allows for https only. */
function unsubscribeFields({ oneClick }: CopyHeaders): HeaderField[] {
  const address = urlField('List-Unsubscribe', oneClick);
  const post = plainField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click');
  return oneClick.startsWith('https://') ? [address, post] : [address];
}
