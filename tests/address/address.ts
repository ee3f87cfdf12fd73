import { type EmailAddress, parseEmailAddress } from '../../src/address/email-address.ts';

/** An address that a test knows to be one. */
export function address(text: string): EmailAddress {
  const parsed = parseEmailAddress(text);
  if (!parsed.ok) throw new Error(`“${text}” ${parsed.fault}`);
  return parsed.address;
}
