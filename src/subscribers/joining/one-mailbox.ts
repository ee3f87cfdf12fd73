import { domainOf, type EmailAddress } from '../../address/email-address.ts';
import { providerOf } from '../../address/provider.ts';

/**
 * What addresses share that most likely end in one mailbox: `ann+news@` and `ann@` (RFC 5233), and at Gmail also
 * `a.nn@`. Only for counting, never for the wire or for who is who.
 */
export function oneMailbox(emailKey: string): string {
  const domain = domainOf(emailKey as EmailAddress);
  const name = emailKey.slice(0, emailKey.lastIndexOf('@')).replace(/(?<=.)\+.*$/, '');
  return providerOf(domain) === 'gmail.com' ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
}
