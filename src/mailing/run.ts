import { Failure } from '../finding/failure.ts';
import type { Server } from '../smtp/transport.ts';
import { type Counts, openOf } from '../store/delivery.ts';
import {
  buryClaims,
  cancelDeliveries,
  countDeliveries,
  expireDeliveries,
  findOrphanedSenders,
  nextDue,
  planHeldAgain,
  planUnknownAgain,
} from '../store/ledger.ts';
import { contentOf, findMailing, type Mailing, moveMailing } from '../store/mailings.ts';
import { findSenders, removeSender, type SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { type Content, editionOf } from './content.ts';
import { copiesOf } from './copy.ts';
import { Engine, type EngineEvent, type Rest, type Stop, type Tempo } from './engine.ts';
import { isDead } from './identity.ts';

/** How a run ended: why the engine rests, what the ledger says, and when the next deferred reader is due. */
export interface RunEnd {
  readonly rest: Rest;
  readonly mailing: Mailing;
  readonly counts: Counts;
  readonly nextDue: number | undefined;
}

export interface RunParts {
  readonly store: Store;
  readonly identity: SenderIdentity;
  readonly server: Server;
  readonly keys: readonly string[];
  readonly tempo: Tempo;
  readonly clock: Clock;
  readonly watch: (event: EngineEvent) => void;
}

/** Frees what dead senders of a mailing held: their claims go back, what they were handing over is unknown. */
export async function reapSenders(
  store: Store,
  mailing: string,
  here: SenderIdentity,
  now: number,
): Promise<{ readonly living: number }> {
  const senders = await findSenders(store.db, mailing);
  const dead = senders.filter((sender) => isDead(sender, here, now)).map((sender) => sender.id);
  const orphaned = await findOrphanedSenders(store.db, mailing);
  if (dead.length + orphaned.length > 0) {
    await store.transaction(async (db) => {
      for (const id of [...dead, ...orphaned]) {
        await buryClaims(db, mailing, id, now);
        await removeSender(db, id);
      }
    });
  }
  return { living: senders.length - dead.length };
}

/** Lets a paused, incomplete or abandoned mailing go on: `runMailing` sends what is left. */
export async function reopenMailing(
  store: Store,
  mailing: Mailing,
  { retryUnknown, retryFor, now }: { retryUnknown: boolean; retryFor: number; now: number },
): Promise<void> {
  await store.transaction(async (db) => {
    const moved = await moveMailing(db, mailing.id, ['running', 'paused', 'incomplete'], {
      state: 'running',
      reason: null,
      endedAt: null,
    });
    if (!moved)
      throw new Failure('refused', 'mailing/ended', `Mailing ${mailing.id} has ended and cannot go on`);
    await planHeldAgain(db, mailing.id, now);
    await expireDeliveries(db, mailing.id, now - retryFor, now);
    if (retryUnknown) await planUnknownAgain(db, mailing.id, now);
  });
}

/** Sends what is left of a running mailing, and writes how it ended. */
export async function runMailing(parts: RunParts, mailing: Mailing, stop: Stop): Promise<RunEnd> {
  const { store, clock, keys } = parts;
  const content = JSON.parse(await contentOf(store.db, mailing.id)) as Content;
  const edition = editionOf(content, { mailing: mailing.id, kind: 'issue', list: mailing.list });
  const makeCopy = copiesOf(content, edition, { keys, listId: mailing.listId, now: clock.now });
  const rest = await new Engine({ ...parts, mailing: mailing.id, makeCopy }, stop).run();
  return closeRun(parts, mailing.id, rest);
}

async function closeRun({ store, identity, clock }: RunParts, id: string, rest: Rest): Promise<RunEnd> {
  const { living } = await reapSenders(store, id, identity, clock.now());
  const counts = await countDeliveries(store.db, id);
  if (rest.kind === 'stopped') {
    await moveMailing(store.db, id, ['running'], {
      state: 'paused',
      reason: 'stopped by hand',
      endedAt: null,
    });
  } else if (living === 0 && rest.kind === 'finished') {
    await writeEnd(store, id, counts, clock.now());
  }
  const mailing = await findMailing(store.db, id);
  if (!mailing) throw new Error(`mailing ${id} is gone`);
  // What this run still held when another process cancelled the mailing.
  if (mailing.state === 'cancelled') await cancelDeliveries(store.db, id, clock.now());
  return { rest, mailing, counts: await countDeliveries(store.db, id), nextDue: await nextDue(store.db, id) };
}

/** Done only when nobody is left anywhere but at an end; otherwise incomplete, with the reason. */
async function writeEnd(store: Store, id: string, counts: Counts, now: number): Promise<void> {
  const open = openOf(counts);
  const end =
    open + counts.unknown === 0
      ? { state: 'done' as const, reason: null, endedAt: now }
      : { state: 'incomplete' as const, reason: whyIncomplete(counts), endedAt: null };
  await moveMailing(store.db, id, ['running'], end);
}

function whyIncomplete(counts: Counts): string {
  const reasons = [
    counts.deferred > 0 ? `${counts.deferred} put off by their servers` : '',
    counts.unknown > 0 ? `${counts.unknown} unknown` : '',
    counts.planned > 0 ? `${counts.planned} not begun` : '',
  ];
  return reasons.filter((reason) => reason !== '').join(', ');
}

/** Ends a mailing for good: whoever has not been reached gets nothing from it. */
export async function cancelMailing(store: Store, mailing: Mailing, now: number): Promise<void> {
  await store.transaction(async (db) => {
    await moveMailing(db, mailing.id, ['running', 'paused', 'incomplete'], {
      state: 'cancelled',
      reason: 'cancelled by hand',
      endedAt: now,
    });
    await cancelDeliveries(db, mailing.id, now);
  });
}

export async function pauseMailing(store: Store, mailing: Mailing): Promise<boolean> {
  return moveMailing(store.db, mailing.id, ['running'], {
    state: 'paused',
    reason: 'paused by hand',
    endedAt: null,
  });
}
