import type { Kysely } from 'kysely';
import { Failure } from '../finding/failure.ts';
import { openOf } from '../store/delivery.ts';
import { buryClaims, countDeliveries, findOrphanedSenders } from '../store/ledger.ts';
import { findMailing } from '../store/mailings.ts';
import { beat, findSenders, registerSender, removeSender, type SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import type { Clock } from './clock.ts';
import { writeEnd } from './end.ts';
import type { Rest } from './engine.ts';
import { isDead } from './identity.ts';

/** How often a sender shows that it lives, in milliseconds. */
const heartbeat = 5_000;

/** A sender and the mailing it sends: one sender at a time has it. */
export interface Tenure {
  readonly store: Store;
  readonly mailing: string;
  readonly identity: SenderIdentity;
  readonly clock: Clock;
}

/**
 * Makes the mailing this sender's own, unless a living one has it.
 * @throws {Failure} `mailing/running`
 */
export async function takeMailing({ store, mailing, identity, clock }: Tenure): Promise<void> {
  await store.transaction(async (db) => {
    await requireNobody(db, mailing, identity, clock.now());
    await registerSender(db, mailing, identity, clock.now());
  });
}

/** Gives it back, and writes how it ended; nothing to write when another sender has taken it over. */
export async function leaveMailing({ store, mailing, identity, clock }: Tenure, rest: Rest): Promise<Rest> {
  return store.transaction(async (db) => {
    await buryClaims(db, mailing, identity.id, clock.now());
    if (!(await removeSender(db, identity.id))) return { kind: 'halted' };
    return writeEnd(db, mailing, rest, clock.now());
  });
}

/** Shows at intervals that this sender lives, until the returned function is called. */
export function keepAlive(tenure: Tenure, lost: () => void): () => void {
  const timer = setInterval(() => {
    isStillOurs(tenure).then(
      (ours) => ours || lost(),
      () => undefined,
    );
  }, heartbeat);
  return () => clearInterval(timer);
}

/** Whether nobody has declared this sender dead, and nobody paused or cancelled the mailing. */
async function isStillOurs({ store, mailing, identity, clock }: Tenure): Promise<boolean> {
  const registered = await beat(store.db, identity.id, clock.now());
  return registered && (await findMailing(store.db, mailing))?.state === 'running';
}

/** @throws {Failure} `mailing/running` when a living sender has the mailing. */
export async function requireNobody(
  db: Kysely<Tables>,
  mailing: string,
  here: SenderIdentity,
  now: number,
): Promise<void> {
  const { living } = await reap(db, mailing, here, now);
  if (living > 0) throw isRunning(mailing);
}

export function isRunning(mailing: string): Failure {
  const message = `Another pennypost is sending this issue right now (mailing ${mailing})`;
  return new Failure('refused', 'mailing/running', message, {
    advice: `Follow it: pennypost status ${mailing} --watch`,
    undone: 'Nothing was sent by this one.',
  });
}

/**
 * Frees what dead senders of a mailing held: their claims go back, what they were handing over is unknown. A
 * mailing whose sender died when nothing was left comes to its end here.
 */
export async function reapSenders(
  store: Store,
  mailing: string,
  here: SenderIdentity,
  now: number,
): Promise<{ readonly living: number }> {
  return store.transaction((db) => reap(db, mailing, here, now));
}

async function reap(
  db: Kysely<Tables>,
  mailing: string,
  here: SenderIdentity,
  now: number,
): Promise<{ readonly living: number }> {
  const senders = await findSenders(db, mailing);
  const dead = senders.filter((sender) => isDead(sender, here, now)).map((sender) => sender.id);
  for (const id of [...dead, ...(await findOrphanedSenders(db, mailing))]) {
    await buryClaims(db, mailing, id, now);
    await removeSender(db, id);
  }
  const living = senders.length - dead.length;
  if (living === 0 && openOf(await countDeliveries(db, mailing)) === 0) {
    await writeEnd(db, mailing, { kind: 'finished' }, now);
  }
  return { living };
}
