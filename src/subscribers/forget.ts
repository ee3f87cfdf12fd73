import { forgetAddressChanges } from '../store/address-changes.ts';
import { forgetJoinings } from '../store/joinings.ts';
import type { Store } from '../store/store.ts';
import { changeLife } from './change-address.ts';
import { joiningLife } from './joining/ask.ts';

/** Forgets what somebody asked for on a page and nobody confirmed in time: whose addresses they are is not known. */
export function forgetOldWishes(store: Store, now: number): Promise<void> {
  return store.transaction(async (db) => {
    await forgetJoinings(db, now - joiningLife);
    await forgetAddressChanges(db, now - changeLife);
  });
}
