import type { Kysely } from 'kysely';
import { recordEvents } from '../../store/events.ts';
import type { Joining } from '../../store/joinings.ts';
import { ensureList } from '../../store/lists.ts';
import { upsertSubscriber } from '../../store/subscribers.ts';
import { findSubscription, pauseSubscriptions, putSubscriptions } from '../../store/subscriptions.ts';
import { liftSuppression } from '../../store/suppressions.ts';
import type { Tables } from '../../store/tables.ts';
import { barrierOf } from './barrier.ts';

/** One person on the lists they wished. */
export interface Joined {
  readonly subscriberId: number;
  readonly listIds: readonly number[];
}

/**
 * Puts a person on the lists they wished, also one who had left, with their consent; nothing where nothing may be
 * sent there. Who is on a list already keeps the consent they joined it with.
 */
export async function join(
  db: Kysely<Tables>,
  { email, emailKey, lists, fields, consent }: Omit<Joining, 'id' | 'askedAt' | 'doneAt'>,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): Promise<Joined | undefined> {
  const barrier = await barrierOf(db, emailKey, secrets);
  if (barrier?.kind === 'silenced') return undefined;
  if (barrier?.kind === 'own') await liftSuppression(db, barrier.key);
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
