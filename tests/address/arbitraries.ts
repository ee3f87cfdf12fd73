import fc from 'fast-check';
import type { EmailAddress } from '../../src/address/email-address.ts';
import { address } from './address.ts';

/** Addresses of every kind that may go on the wire. */
export function emailAddresses(): fc.Arbitrary<EmailAddress> {
  const atom = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~üßé中-]{1,12}$/u);
  const local = fc.array(atom, { minLength: 1, maxLength: 2 }).map((atoms) => atoms.join('.'));
  const label = fc
    .stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/)
    .filter((text) => text.slice(2, 4) !== '--');
  const domain = fc
    .tuple(fc.oneof(label, fc.constantFrom('bücher', 'straße', '例子')), fc.constantFrom('org', 'com', 'net'))
    .map(([name, suffix]) => `${name}.example.${suffix}`);
  return fc.tuple(local, domain).map(([before, after]) => address(`${before}@${after}`));
}
