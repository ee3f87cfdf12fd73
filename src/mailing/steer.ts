import { Failure } from '../finding/failure.ts';
import type { Mailing, MailingState } from '../store/mailings.ts';
import { moveMailing } from '../store/mailings.ts';
import { cancelDeliveries, expireDeliveries, planHeldAgain, planUnknownAgain } from '../store/replan.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import { reap } from './tenure.ts';

/** States from which a mailing can still go on. */
export const unfinished: readonly MailingState[] = ['running', 'paused', 'incomplete'];

/**
 * Lets a paused, incomplete or abandoned mailing go on: `runMailing` sends what is left. One that living senders
 * are at is only joined; gives how many they are.
 * @throws {Failure} `mailing/ended`
 */
export async function reopenMailing(
  store: Store,
  mailing: Mailing,
  here: SenderIdentity,
  { retryUnknown, retryFor, now }: { retryUnknown: boolean; retryFor: number; now: number },
): Promise<number> {
  return store.transaction(async (db) => {
    const { living } = await reap(db, mailing.id, here, now);
    const running = { state: 'running', reason: null, endedAt: null } as const;
    if (!(await moveMailing(db, mailing.id, unfinished, running))) throw hasEnded(mailing);
    if (retryUnknown) await planUnknownAgain(db, mailing.id, now);
    if (living > 0) return living;
    await planHeldAgain(db, mailing.id, now);
    await expireDeliveries(db, mailing.id, now - retryFor, now);
    return 0;
  });
}

/**
 * Ends a mailing for good: whoever has not been reached gets nothing from it. A sender that is at work finishes
 * what is on the wire.
 * @throws {Failure} `mailing/ended`
 */
export async function cancelMailing(store: Store, mailing: Mailing, now: number): Promise<void> {
  await store.transaction(async (db) => {
    const cancelled = { state: 'cancelled', reason: 'cancelled by hand', endedAt: now } as const;
    if (!(await moveMailing(db, mailing.id, unfinished, cancelled))) throw hasEnded(mailing);
    await cancelDeliveries(db, mailing.id, now);
  });
}

/** Pauses a running mailing; false when it is not running. */
export async function pauseMailing(store: Store, mailing: Mailing): Promise<boolean> {
  const paused = { state: 'paused', reason: 'paused by hand', endedAt: null } as const;
  return store.transaction((db) => moveMailing(db, mailing.id, ['running'], paused));
}

export function hasEnded({ id, issue, list }: Mailing): Failure {
  return new Failure('refused', 'mailing/ended', `Mailing ${id} (${issue} to ${list}) has ended`, {
    advice: `See how: pennypost status ${id}`,
    undone: 'Nothing was changed.',
  });
}
