import { domainOf } from '../address/email-address.ts';
import type { Copy, Edition } from './edition.ts';
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

/** What stands before the subject of a test. */
const testMark = '[Test] ';

/**
 * The headers of one copy, each field once (RFC 5322 s.3.6), except those that describe the MIME parts.
 * `List-Unsubscribe-Post` promises one click, which RFC 8058 allows for https only.
 */
export function messageHeaders(edition: Edition, copy: Copy): HeaderField[] {
  const domain = domainOf(edition.from.address);
  return [
    mailboxField('From', edition.from),
    mailboxField('To', { name: '', address: copy.to }),
    ...(edition.replyTo ? [mailboxField('Reply-To', edition.replyTo)] : []),
    textField('Subject', edition.kind === 'test' ? `${testMark}${copy.subject}` : copy.subject),
    dateField(copy.date),
    plainField('Message-ID', `<${messageId(edition.mailing, copy.subscriber, domain)}>`),
    ...listHeaders(edition, copy, domain),
    plainField('Precedence', 'bulk'),
    plainField('Feedback-ID', feedbackId(edition.mailing, edition.list, edition.kind, domain)),
    plainField('MIME-Version', '1.0'),
  ];
}

function listHeaders(edition: Edition, copy: Copy, domain: string): HeaderField[] {
  const oneClick = copy.oneClick.startsWith('https://');
  return [
    listIdField(edition.newsletter, listId(edition.list, domain)),
    urlField('List-Unsubscribe', copy.oneClick),
    ...(oneClick ? [plainField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click')] : []),
    urlField('List-Archive', edition.archive),
    urlField('Archived-At', edition.webCopy),
  ];
}
