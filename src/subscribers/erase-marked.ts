import type { Kysely } from 'kysely';
import { eraseSubscriber, findErasures, keepOut } from '../store/erasure.ts';
import type { Store } from '../store/store.ts';
import { subscriberPages } from '../store/subscribers.ts';
import { findSubscriptionsOf } from '../store/subscriptions.ts';
import type { Tables } from '../store/tables.ts';
import { erasedHasher } from './erased.ts';

/** Somebody who was erased in another store, as far as that one still knows. */
export interface Mark {
  /** What `erasedHasher` makes of the address. */
  readonly hash: string;
  readonly at: number;
}

/**
 * Erases here too who was erased in another store of the same secret, and keeps them out; who has joined since by a
 * wish of their own stays. Where nobody new is among them it costs one question.
 */
export async function eraseMarked(
  store: Store,
  marks: readonly Mark[],
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): Promise<void> {
  const known = await findErasures(
    store.db,
    marks.map(({ hash }) => hash),
  );
  const fresh = new Map(marks.filter(({ hash }) => !known.has(hash)).map(({ hash, at }) => [hash, at]));
  if (fresh.size === 0) return;
  const hashers = secrets.map(erasedHasher);
  for await (const page of subscriberPages(store.db)) {
    for (const person of page) {
      const hash = hashers.map((hashOf) => hashOf(person.emailKey)).find((one) => fresh.has(one));
      if (hash === undefined) continue;
      const at = fresh.get(hash) ?? now;
      fresh.delete(hash);
      await store.overwriting(async (db) => {
        if (!(await hasJoinedSince(db, person.id, at)))
          await eraseSubscriber(db, person, { hash, source: 'erased by sync', now: at });
      });
    }
  }
  await store.transaction(async (db) => {
    for (const [hash, at] of fresh) await keepOut(db, hash, { source: 'erased by sync', now: at });
  });
}

async function hasJoinedSince(db: Kysely<Tables>, subscriberId: number, at: number): Promise<boolean> {
  const all = await findSubscriptionsOf(db, subscriberId);
  return all.some(({ state, source, consentAt }) => {
    return state === 'active' && source === 'sign-up' && (consentAt ?? 0) > at;
  });
}
