import type { Kysely } from 'kysely';
import { addressKey, type EmailAddress } from '../address/email-address.ts';
import { recordEvents } from '../store/events.ts';
import { findList } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { findSubscriber, upsertSubscriber } from '../store/subscribers.ts';
import { endSubscriptions, findSubscriptionsOf, putSubscriptions } from '../store/subscriptions.ts';
import type { Tables } from '../store/tables.ts';
import { findErased } from './erased.ts';

export interface Removal {
  readonly email: EmailAddress;
  /** The list's name; every list they are on otherwise. */
  readonly list?: string | undefined;
  readonly now: number;
  /** Who says so: `removed by hand` otherwise. */
  readonly source?: string | undefined;
  /** Of `PENNYPOST_SECRET`, by which those are known who were erased; needed only where somebody was. */
  readonly secrets?: readonly string[] | undefined;
}

/** `noted`: they were not on the list, and no import will ever put them there. */
export type Removed =
  | { readonly outcome: 'removed'; readonly lists: readonly string[] }
  | { readonly outcome: 'noted' | 'leftBefore' | 'notThere' | 'noSuchList' };

/** Unsubscribes one person by hand. They are kept as having left, so that an import cannot bring them back. */
export function removeSubscriber(store: Store, removal: Removal): Promise<Removed> {
  return store.transaction(async (db) => {
    if (removal.list !== undefined && !(await findList(db, removal.list))) return { outcome: 'noSuchList' };
    const subscriber = await findSubscriber(db, addressKey(removal.email));
    const all = subscriber ? await findSubscriptionsOf(db, subscriber.id) : [];
    const wanted = all.filter((one) => removal.list === undefined || one.list === removal.list);
    const current = wanted.filter((one) => one.state !== 'unsubscribed');
    if (wanted.length === 0) return await note(db, removal);
    if (current.length === 0) return { outcome: 'leftBefore' };
    for (const { listId, subscriberId, list } of current) {
      await endSubscriptions(db, listId, [subscriberId], removal.now);
      await record(db, subscriberId, list, removal);
    }
    return { outcome: 'removed', lists: current.map((one) => one.list) };
  });
}

/** Somebody who was never on the list, and asks never to be. */
async function note(db: Kysely<Tables>, removal: Removal): Promise<Removed> {
  const list = removal.list === undefined ? undefined : await findList(db, removal.list);
  if (!list) return { outcome: 'notThere' };
  const { email, now, secrets = [] } = removal;
  const erased = await findErased(db, [addressKey(email)], secrets);
  if (erased.size > 0) return { outcome: 'leftBefore' };
  const nobody = { email, emailKey: addressKey(email), fields: {}, tags: [] };
  const { id } = await upsertSubscriber(db, nobody, now);
  const subscription = { listId: list.id, subscriberId: id, state: 'unsubscribed', leftAt: now } as const;
  const source = removal.source ?? 'removed by hand';
  await putSubscriptions(db, [{ ...subscription, source, consentAt: null, consent: {} }], now);
  await record(db, id, list.name, removal);
  return { outcome: 'noted' };
}

async function record(
  db: Kysely<Tables>,
  subscriberId: number,
  list: string,
  removal: Removal,
): Promise<void> {
  const detail = { list, source: removal.source ?? 'removed by hand' };
  await recordEvents(db, [{ at: removal.now, kind: 'unsubscribed', mailingId: null, subscriberId, detail }]);
}
