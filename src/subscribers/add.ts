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
import { findErased } from './erased.ts';
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
  /** Of `PENNYPOST_SECRET`, by which those are known who were erased; needed only where somebody was. */
  readonly secrets?: readonly string[] | undefined;
}

/** `leftBefore`: nothing was done, because they left, for this reason; `rejoin` would bring them back. */
export type Added =
  | { readonly outcome: 'added' | 'updated' | 'unchanged' | 'rejoined' }
  | { readonly outcome: 'leftBefore'; readonly reason: Suppression['reason'] };

/** Subscribes one person by hand, also one who had not confirmed yet. */
export function addSubscriber(store: Store, addition: Addition): Promise<Added> {
  return store.transaction(async (db) => {
    const list = await ensureList(db, addition.list, addition.now);
    const left = await whyLeft(db, list.id, addition);
    if (left === undefined) return await subscribe(db, list.id, addition, 'added');
    if (!addition.rejoin) return { outcome: 'leftBefore', reason: left.reason };
    if (left.suppression !== undefined) await liftSuppression(db, left.suppression);
    return await subscribe(db, list.id, addition, 'rejoined');
  });
}

interface Left {
  readonly reason: Suppression['reason'];
  /** The key of what keeps them out of every list. */
  readonly suppression?: string;
}

async function whyLeft(
  db: Kysely<Tables>,
  listId: number,
  { email, secrets = [] }: Addition,
): Promise<Left | undefined> {
  const emailKey = addressKey(email);
  const suppression =
    (await findSuppression(db, emailKey)) ?? (await findErased(db, [emailKey], secrets)).get(emailKey);
  if (suppression) return { reason: suppression.reason, suppression: suppression.email_key };
  const subscriber = await findSubscriber(db, emailKey);
  const subscription = subscriber && (await findSubscription(db, listId, subscriber.id));
  return subscription?.state === 'unsubscribed' ? { reason: 'unsubscribed' } : undefined;
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
