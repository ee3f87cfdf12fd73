import type { Kysely } from 'kysely';
import { addressKey } from '../../address/email-address.ts';
import { recordEvents } from '../../store/events.ts';
import type { Joining } from '../../store/joinings.ts';
import { ensureList } from '../../store/lists.ts';
import { upsertSubscriber } from '../../store/subscribers.ts';
import { findSubscription, pauseSubscriptions, putSubscriptions } from '../../store/subscriptions.ts';
import { findSuppression, liftSuppression } from '../../store/suppressions.ts';
import type { Tables } from '../../store/tables.ts';

/** One person on the lists they wished. */
export interface Joined {
  readonly subscriberId: number;
  readonly listIds: readonly number[];
}

/** The reasons that a person takes back by joining; the others are not theirs to take back. */
const ownReasons: readonly string[] = ['unsubscribed', 'erased'];

/** Whether nothing is ever sent to an address, whatever is wished at it: it bounces, complained or is blocked. */
export async function isSilenced(db: Kysely<Tables>, emailKey: string): Promise<boolean> {
  const suppression = await findSuppression(db, emailKey);
  return suppression !== undefined && !ownReasons.includes(suppression.reason);
}

/**
 * Puts a person on the lists they wished, also one who had left, with their consent; nothing where nothing may be
 * sent there. Who is on a list already keeps the consent they joined it with.
 */
export async function join(
  db: Kysely<Tables>,
  { email, lists, fields, consent }: Pick<Joining, 'email' | 'lists' | 'fields' | 'consent'>,
  now: number,
): Promise<Joined | undefined> {
  const emailKey = addressKey(email);
  if (await isSilenced(db, emailKey)) return undefined;
  await liftSuppression(db, emailKey);
  const described = { email, emailKey, fields, tags: [] };
  const { id: subscriberId } = await upsertSubscriber(db, described, now);
  const listIds: number[] = [];
  for (const name of lists) {
    const { id: listId } = await ensureList(db, name, now);
    listIds.push(listId);
    await joinList(db, { listId, subscriberId, consent }, now);
  }
  return { subscriberId, listIds };
}

async function joinList(
  db: Kysely<Tables>,
  { listId, subscriberId, consent }: { listId: number; subscriberId: number } & Pick<Joining, 'consent'>,
  now: number,
): Promise<void> {
  const before = await findSubscription(db, listId, subscriberId);
  if (before?.state === 'active') return;
  const subscription = { listId, subscriberId, state: 'active', source, consentAt: now, consent } as const;
  await putSubscriptions(db, [{ ...subscription, leftAt: null }], now);
  // A pause of the time before they left would keep from them what they have just asked for.
  if (before?.pausedUntil) await pauseSubscriptions(db, subscriberId, null, now);
  const kind = before?.state === 'unsubscribed' ? 'rejoined' : 'subscribed';
  await recordEvents(db, [{ at: now, kind, mailingId: null, subscriberId, detail: { listId, source } }]);
}

const source = 'sign-up';
