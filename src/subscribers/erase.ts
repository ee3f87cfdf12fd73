import { addressKey, type EmailAddress } from '../address/email-address.ts';
import { eraseSubscriber, forgetAddress, isAddressKept, keepOut, type Traces } from '../store/erasure.ts';
import type { Store } from '../store/store.ts';
import { findSubscriber } from '../store/subscribers.ts';
import { erasedHasher, findErased } from './erased.ts';

/** Secrets of `PENNYPOST_SECRET`, the present one first. */
export type ErasureKeys = readonly [string, ...string[]];

export interface Erasure {
  readonly email: EmailAddress;
  /** Of `PENNYPOST_SECRET`: the first makes the hash that stays, the others know again who was erased before. */
  readonly secrets: ErasureKeys;
  readonly now: number;
  /** Who says so: `erased by hand` otherwise. */
  readonly source?: string | undefined;
}

/** `before`: they were erased already. `notThere`: nobody of that address is here, and nothing was written. */
export type Erased =
  | { readonly outcome: 'erased'; readonly traces: Traces }
  | { readonly outcome: 'before' | 'notThere' };

/** Whether an address is kept that is no subscriber’s: with a wish, a notice, a test or a suppression. */
export function isKept(store: Store, email: EmailAddress): Promise<boolean> {
  return isAddressKept(store.db, { email, emailKey: addressKey(email) });
}

/**
 * Erases one person, whom no import, form or addition brings back: only a keyed hash of their address stays, also of
 * who is no subscriber and has only asked for something. What SQLite lets go of is overwritten in its file.
 * @throws {Failure} `erased/no-secret`
 */
export function erasePerson(store: Store, erasure: Erasure): Promise<Erased> {
  const { email, secrets, now, source = 'erased by hand' } = erasure;
  return store.overwriting(async (db) => {
    const emailKey = addressKey(email);
    const subscriber = await findSubscriber(db, emailKey);
    const hash = erasedHasher(secrets[0])(emailKey);
    if (!subscriber) {
      const before = (await findErased(db, [emailKey], secrets)).has(emailKey);
      if (!(await forgetAddress(db, { email, emailKey }))) return { outcome: before ? 'before' : 'notThere' };
      if (!before) await keepOut(db, hash, { source, now });
      return { outcome: 'erased', traces: { subscriptions: 0, events: 0, deliveries: 0 } };
    }
    return { outcome: 'erased', traces: await eraseSubscriber(db, subscriber, { hash, source, now }) };
  });
}
