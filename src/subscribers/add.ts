import type { Kysely } from 'kysely';
import { addressKey, type EmailAddress } from '../address/email-address.ts';
import { recordEvents } from '../store/events.ts';
import { ensureList } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { type Fields, findSubscriber, upsertSubscriber } from '../store/subscribers.ts';
import { findSubscription, putSubscriptions } from '../store/subscriptions.ts';
import { findSuppression, liftSuppression, type Suppression } from '../store/suppressions.ts';
import type { Tables } from '../store/tables.ts';
import { oneLine } from './csv/cell.ts';
import { fieldNameOf } from './field-name.ts';

export interface Addition {
  readonly email: EmailAddress;
  /** The list's name; it is made if there is none. */
  readonly list: string;
  readonly fields?: Fields | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly now: number;
  /** Where consent came from: `added by hand` otherwise. */
  readonly source?: string | undefined;
  readonly consentAt?: number | undefined;
  /** Also one who left, because they have asked to come back; lifts a suppression. */
  readonly rejoin?: boolean | undefined;
}

/** `leftBefore`: nothing was done, because they left, for this reason; `rejoin` would bring them back. */
export type Added =
  | { readonly outcome: 'added' | 'updated' | 'unchanged' | 'rejoined' }
  | { readonly outcome: 'leftBefore'; readonly reason: Suppression['reason'] };

/** Subscribes one person by hand, also one who had not confirmed yet. */
export function addSubscriber(store: Store, addition: Addition): Promise<Added> {
  return store.transaction(async (db) => {
    const list = await ensureList(db, addition.list, addition.now);
    const reason = await whyLeft(db, list.id, addressKey(addition.email));
    if (reason === undefined) return await subscribe(db, list.id, addition, 'added');
    if (!addition.rejoin) return { outcome: 'leftBefore', reason };
    await liftSuppression(db, addressKey(addition.email));
    return await subscribe(db, list.id, addition, 'rejoined');
  });
}

async function whyLeft(
  db: Kysely<Tables>,
  listId: number,
  emailKey: string,
): Promise<Suppression['reason'] | undefined> {
  const suppression = await findSuppression(db, emailKey);
  if (suppression) return suppression.reason;
  const subscriber = await findSubscriber(db, emailKey);
  const subscription = subscriber && (await findSubscription(db, listId, subscriber.id));
  return subscription?.state === 'unsubscribed' ? 'unsubscribed' : undefined;
}

async function subscribe(
  db: Kysely<Tables>,
  listId: number,
  addition: Addition,
  coming: 'added' | 'rejoined',
): Promise<Added> {
  const { email, now } = addition;
  const described = { email, emailKey: addressKey(email), ...clean(addition) };
  const upserted = await upsertSubscriber(db, described, now);
  const stays = (await findSubscription(db, listId, upserted.id))?.state === 'active' && coming === 'added';
  const outcome = stays ? (upserted.outcome === 'unchanged' ? 'unchanged' : 'updated') : coming;
  if (!stays)
    await putSubscriptions(db, [{ listId, subscriberId: upserted.id, ...consentOf(addition) }], now);
  if (outcome !== 'unchanged') await record(db, upserted.id, addition, outcome);
  return { outcome };
}

function consentOf(addition: Addition) {
  return {
    state: 'active',
    source: addition.source ?? 'added by hand',
    consentAt: addition.consentAt ?? null,
    consent: {},
    leftAt: null,
  } as const;
}

/** Field names as merge fields have them; values on one line; what is empty is left out. */
function clean({ fields = {}, tags = [] }: Addition): { fields: Fields; tags: readonly string[] } {
  const pairs = Object.entries(fields).map(([name, value]) => [fieldNameOf(name), oneLine(value)] as const);
  return {
    fields: Object.fromEntries(pairs.filter(([name, value]) => name !== '' && value !== '')),
    tags: [...new Set(tags.map(oneLine).filter((tag) => tag !== ''))],
  };
}

async function record(
  db: Kysely<Tables>,
  subscriberId: number,
  addition: Addition,
  outcome: 'added' | 'updated' | 'rejoined',
): Promise<void> {
  const kind = outcome === 'added' ? 'subscribed' : outcome;
  const detail = { list: addition.list, source: addition.source ?? 'added by hand' };
  await recordEvents(db, [{ at: addition.now, kind, mailingId: null, subscriberId, detail }]);
}
