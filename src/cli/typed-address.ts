import { type EmailAddress, parseEmailAddress } from '../address/email-address.ts';
import { Failure } from '../finding/failure.ts';

/**
 * An address as somebody typed it.
 * @throws {Failure} `address/invalid`
 */
export function typedAddress(text: string): EmailAddress {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.address;
  throw new Failure('usage', 'address/invalid', `“${text}” is not an address: it ${parsed.fault}`, {
    advice: 'Write it like name@example.org',
    undone: 'Nothing was done.',
  });
}
