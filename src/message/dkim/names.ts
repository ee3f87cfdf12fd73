import { domainOf, parseEmailAddress } from '../../address/email-address.ts';

/** A domain that can sign, in A-labels and small letters; nothing for any other text. */
export function signingDomain(text: string): string | undefined {
  const parsed = parseEmailAddress(`dkim@${text.trim()}`);
  return parsed.ok ? domainOf(parsed.address) : undefined;
}

/** Whether a key can be published under that name: labels between dots (RFC 6376 s.3.1). */
export function isSelector(text: string): boolean {
  return text.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}
