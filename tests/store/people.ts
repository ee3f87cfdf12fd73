import { addressKey } from '../../src/address/email-address.ts';
import type { Fields, NewSubscriber } from '../../src/store/subscribers.ts';
import { address } from '../address/address.ts';

/** A subscriber to be, with an address that a test writes as text. */
export function person(email: string, fields: Fields = {}, tags: readonly string[] = []): NewSubscriber {
  const parsed = address(email);
  return { email: parsed, emailKey: addressKey(parsed), fields, tags };
}
