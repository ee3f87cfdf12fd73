import type { Kysely } from 'kysely';
import { Failure } from '../finding/failure.ts';
import {
  findMailings,
  type Mailing,
  type MailingState,
  moveMailing,
  type NewMailing,
} from '../store/mailings.ts';
import { cancelDeliveries, expireDeliveries, planHeldAgain, planUnknownAgain } from '../store/replan.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { reap } from './tenure.ts';

/** States from which a mailing can still go on. */
export const unfinished: readonly MailingState[] = ['running', 'paused', 'incomplete'];

/**
 * Lets a paused, incomplete or abandoned mailing go on: `runMailing` sends what is left. One that living senders
 * are at is only joined; gives how many they are.
 * @throws {Failure} `mailing/ended`; `mailing/another` when another mailing of the issue has to end first
 */
export async function reopenMailing(
  store: Store,
  mailing: Mailing,
  here: SenderIdentity,
  { retryUnknown, retryFor, now }: { retryUnknown: boolean; retryFor: number; now: number },
): Promise<number> {
  return store.transaction(async (db) => {
    const { living } = await reap(db, mailing.id, here, now);
    const other = await findBegun(db, mailing);
    if (other && other.id !== mailing.id) throw isInTheWay(other, `pennypost resume ${mailing.id}`);
    const running = { state: 'running', reason: null, endedAt: null } as const;
    if (!(await moveMailing(db, mailing.id, unfinished, running))) throw hasEnded(mailing);
    if (retryUnknown) await planUnknownAgain(db, mailing.id, now);
    if (living > 0) return living;
    await planHeldAgain(db, mailing.id, now);
    await expireDeliveries(db, mailing.id, now - retryFor, now);
    return 0;
  });
}

/** The mailing of an issue to a list that is running or paused: there is one at most. Practice is apart. */
export async function findBegun(
  db: Kysely<Tables>,
  { issue, listId, practice }: Pick<NewMailing, 'issue' | 'listId' | 'practice'>,
): Promise<Mailing | undefined> {
  const mailings = await findMailings(db, { issue, listId });
  const begun = mailings.filter(({ state }) => state === 'running' || state === 'paused');
  return begun.find((mailing) => mailing.practice === practice);
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

/** `then`: what to type when the other one has ended. */
export function isInTheWay({ id, issue, list, state }: Mailing, then: string): Failure {
  const message = `Another mailing of ${issue} to ${list} is ${state} (mailing ${id}), and one of them goes on at a time`;
  return new Failure('refused', 'mailing/another', message, {
    advice: `Let that one end first: pennypost resume ${id}, or pennypost cancel ${id}. Then: ${then}`,
    undone: 'Nothing was sent.',
  });
}

export function hasEnded({ id, issue, list }: Mailing): Failure {
  return new Failure('refused', 'mailing/ended', `Mailing ${id} (${issue} to ${list}) has ended`, {
    advice: `See how: pennypost status ${id}`,
    undone: 'Nothing was changed.',
  });
}
