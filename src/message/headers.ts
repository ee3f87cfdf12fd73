import { domainOf, type EmailAddress } from '../address/email-address.ts';
import type { Edition } from './edition.ts';
import {
  dateField,
  type HeaderField,
  listIdField,
  mailboxField,
  plainField,
  textField,
  twoUrlsField,
  urlField,
} from './header.ts';
import { feedbackId, listId, messageIds } from './identity.ts';

/** What of a copy its headers tell. */
export interface CopyHeaders {
  readonly to: EmailAddress;
  /** The subscriber's id in the store, or what stands for it in a test. */
  readonly subscriber: string;
  readonly subject: string;
  /** The address that unsubscribes at once, by a POST or by a mail: the token that acts. */
  readonly oneClick: string;
  /** Where there are pages and a mailbox: a mail that does the same. */
  readonly leaveMail?: string | undefined;
  readonly date: Date;
}

/** A field all copies share, or how to write what is one copy's own: a field, or several with CRLF between. */
export type FieldSource = HeaderField | ((copy: CopyHeaders) => HeaderField);

/** What stands before the subject of a test. */
const testMark = '[Test] ';

/**
 * Where the headers of an edition's copies come from, in their order: each field once (RFC 5322 s.3.6), except
 * those that describe the MIME parts.
 * @throws {Failure} `message/header` when an address or a link cannot stand in a header; so do the sources.
 */
export function fieldSources(edition: Edition): FieldSource[] {
  const domain = domainOf(edition.from.address);
  const idOf = messageIds(edition.mailing, domain);
  const dateOf = eachSecondOnce(dateField);
  const mark = edition.kind === 'test' ? testMark : '';
  return [
    mailboxField('From', edition.from),
    ({ to }) => mailboxField('To', { name: '', address: to }),
    ...(edition.replyTo ? [mailboxField('Reply-To', edition.replyTo)] : []),
    ({ subject }) => textField('Subject', `${mark}${subject}`),
    ({ date }) => dateOf(date),
    ({ subscriber }) => plainField('Message-ID', `<${idOf(subscriber)}>`),
    listIdField(edition.newsletter, listId(edition.list, domain)),
    unsubscribeFields,
    ...(edition.archive === undefined ? [] : [urlField('List-Archive', edition.archive)]),
    ...(edition.webCopy === undefined ? [] : [urlField('Archived-At', edition.webCopy)]),
    plainField('Precedence', 'bulk'),
    plainField('Feedback-ID', feedbackId(edition.mailing, edition.list, edition.kind, domain)),
    plainField('MIME-Version', '1.0'),
  ];
}

const oneClickPromise = plainField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click');

/** `List-Unsubscribe-Post` promises one click, which RFC 8058 allows for https only. */
function unsubscribeFields({ oneClick, leaveMail }: CopyHeaders): HeaderField {
  const name = 'List-Unsubscribe';
  const address =
    leaveMail === undefined ? urlField(name, oneClick) : twoUrlsField(name, oneClick, leaveMail);
  return oneClick.startsWith('https://') ? `${address}\r\n${oneClickPromise}` : address;
}

/** A date tells no more than the second, and many copies are made in one. */
function eachSecondOnce(field: (date: Date) => HeaderField): (date: Date) => HeaderField {
  let [second, last] = [Number.NaN, ''];
  return (date) => {
    const its = Math.floor(date.getTime() / 1000);
    if (its !== second) [second, last] = [its, field(date)];
    return last;
  };
}
