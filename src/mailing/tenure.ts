import type { Kysely } from 'kysely';
import { Failure } from '../finding/failure.ts';
import { buryClaims, type Ending, findOrphanedSenders } from '../store/claims.ts';
import { isAnyOpen } from '../store/delivery-counts.ts';
import { findMailing } from '../store/mailings.ts';
import {
  beat,
  findBusySenders,
  findSenders,
  registerSender,
  removeSender,
  type SenderIdentity,
} from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import type { Clock } from './clock.ts';
import { writeEnd } from './end.ts';
import type { Rest } from './engine/events.ts';
import { isDead } from './identity.ts';

/** How often a sender shows that it lives, in milliseconds. */
const heartbeat = 5_000;

/** A sender and the mailing it sends; several may share one, each with claims of its own. */
export interface Tenure {
  readonly store: Store;
  readonly mailing: string;
  readonly identity: SenderIdentity;
  readonly clock: Clock;
}

/** Takes part in a mailing; what dead senders held is free before. */
export async function takeMailing({ store, mailing, identity, clock }: Tenure): Promise<void> {
  await store.transaction(async (db) => {
    await reap(db, mailing, identity, clock.now());
    await registerSender(db, mailing, identity, clock.now());
  });
}

/**
 * Puts down what is held, and writes how the mailing ended: the last of several senders does. Nothing to write
 * when another has taken this one for dead.
 */
export async function leaveMailing({ store, mailing, identity, clock }: Tenure, rest: Rest): Promise<Rest> {
  return store.transaction(async (db) => {
    await buryClaims(db, { mailing, sender: identity.id, ending: 'left' }, clock.now());
    if (!(await removeSender(db, identity.id))) return { kind: 'halted' };
    const { living } = await reap(db, mailing, identity, clock.now());
    return living > 0 ? rest : writeEnd(db, mailing, rest, clock.now());
  });
}

/**
 * Shows at intervals that this sender lives, until the returned function is called. `senders` hears how many
 * senders of this store are at work, this one among them.
 */
export function keepAlive(
  tenure: Tenure,
  { lost, senders }: { readonly lost: () => void; readonly senders: (busy: number) => void | Promise<void> },
): () => void {
  const beat = () => {
    isStillOurs(tenure)
      .then(async (ours) => (ours ? senders(await countBusy(tenure)) : lost()))
      // The next beat asks again. A store that stays out of reach stops the engine at what it writes there.
      .catch(() => undefined);
  };
  const timer = setInterval(beat, heartbeat);
  beat();
  return () => clearInterval(timer);
}

/** Of whatever mailing: the limits are those of the newsletter. Who only waits, or practises, takes nothing of them. */
async function countBusy({ store, identity, clock }: Tenure): Promise<number> {
  const others = (await findBusySenders(store.db)).filter(({ id }) => id !== identity.id);
  return 1 + others.filter((sender) => !isDead(sender, identity, clock.now())).length;
}

/** Whether nobody has declared this sender dead, and nobody paused or cancelled the mailing. */
async function isStillOurs({ store, mailing, identity, clock }: Tenure): Promise<boolean> {
  const registered = await beat(store.db, identity.id, clock.now());
  return registered && (await findMailing(store.db, mailing))?.state === 'running';
}

export function isRunning(mailing: string): Failure {
  const message = `Another pennypost is sending this issue right now (mailing ${mailing})`;
  return new Failure('refused', 'mailing/running', message, {
    advice: `Follow it: pennypost status ${mailing} --watch; or help it along: pennypost resume ${mailing}`,
    undone: 'Nothing was sent by this one.',
  });
}

/**
 * Frees what dead senders of a mailing held: their claims go back, what they were handing over is unknown. A
 * mailing whose sender died when nothing was left comes to its end here. Nobody has to wait for whoever only looks:
 * the store is locked when there is something to write.
 */
export async function reapSenders(
  store: Store,
  mailing: string,
  here: SenderIdentity,
  now: number,
): Promise<{ readonly living: number }> {
  const { living, dead, orphaned } = await lookAt(store.db, mailing, here, now);
  const isDue = dead.length > 0 || orphaned.length > 0 || (living === 0 && (await isOver(store.db, mailing)));
  return isDue ? store.transaction((db) => reap(db, mailing, here, now)) : { living };
}

/** Within a transaction: `reapSenders`. */
export async function reap(
  db: Kysely<Tables>,
  mailing: string,
  here: SenderIdentity,
  now: number,
): Promise<{ readonly living: number }> {
  const { living, dead, orphaned } = await lookAt(db, mailing, here, now);
  for (const sender of dead) {
    await buryClaims(db, { mailing, sender: sender.id, ending: endingOf(sender, here) }, now);
    await removeSender(db, sender.id);
  }
  for (const sender of orphaned) {
    await buryClaims(db, { mailing, sender, ending: 'left' }, now);
  }
  if (living === 0 && (await isOver(db, mailing))) {
    await writeEnd(db, mailing, { kind: 'finished' }, now);
  }
  return { living };
}

/** The senders of a mailing, as they are found; `orphaned` hold deliveries and are not registered any more. */
async function lookAt(db: Kysely<Tables>, mailing: string, here: SenderIdentity, now: number) {
  const senders = await findSenders(db, mailing);
  const dead = senders.filter((sender) => isDead(sender, here, now));
  const orphaned = await findOrphanedSenders(db, mailing);
  return { living: senders.length - dead.length, dead, orphaned };
}

/** Whether it counts as running, with nothing left to do. */
async function isOver(db: Kysely<Tables>, mailing: string): Promise<boolean> {
  return (await findMailing(db, mailing))?.state === 'running' && !(await isAnyOpen(db, mailing));
}

/** After another boot of the machine, its last writes may be lost with the power (see GroupWriter). */
function endingOf(sender: SenderIdentity, here: SenderIdentity): Ending {
  return sender.boot === here.boot ? 'left' : 'cut off';
}
