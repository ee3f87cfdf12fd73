import type { ClaimableState, Counts } from '../store/delivery.ts';
import { countDeliveries, nextDue } from '../store/delivery-counts.ts';
import { contentOf, findMailing, type Mailing } from '../store/mailings.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import { readMinutes } from '../store/traffic.ts';
import type { Clock } from './clock.ts';
import { type Content, editionOf } from './content.ts';
import { type CopyParts, copiesOf } from './copy.ts';
import { Engine } from './engine/engine.ts';
import type { EngineEvent, Rest, Stop, Tempo } from './engine/events.ts';
import { lanesOf, type Route } from './engine/lane.ts';
import type { Limits } from './pace/limits.ts';
import { openThrottle } from './pace/open-throttle.ts';
import type { Throttle } from './pace/throttle.ts';
import { keepAlive, leaveMailing, reapSenders, type Tenure, takeMailing } from './tenure.ts';

/** How a run ended: why the engine rests, what the ledger says, and when the next deferred reader is due. */
export interface RunEnd {
  readonly rest: Rest;
  readonly mailing: Mailing;
  readonly counts: Counts;
  readonly nextDue: number | undefined;
}

/** How wide a mailing goes, and how patient it is. */
export interface Manner extends Tempo {
  /** Open at a time, over all servers. */
  readonly connections: number;
}

export interface RunParts {
  readonly store: Store;
  readonly identity: SenderIdentity;
  readonly routes: readonly Route[];
  readonly keys: readonly string[];
  /** Who signs what a server hands over; without it, nobody does. */
  readonly signerFor?: CopyParts['signerFor'];
  /** How fast it may go. */
  readonly limits: Limits;
  readonly tempo: Manner;
  /** Readers in these states alone are tried; otherwise all that are left. */
  readonly only?: readonly ClaimableState[] | undefined;
  readonly clock: Clock;
  readonly watch: (event: EngineEvent) => void;
}

/**
 * Sends what is left of a running mailing, alone or beside other senders of it, and writes how it ended.
 * @throws {Failure} `store/…`
 */
export async function runMailing(parts: RunParts, mailing: Mailing, stop: Stop): Promise<RunEnd> {
  const { store, clock, identity, tempo } = parts;
  const tenure = { store, mailing: mailing.id, identity, clock };
  const throttle = await openThrottle(store, clock, parts.limits);
  const engine = new Engine(
    {
      ...parts,
      mailing: mailing.id,
      makeCopy: await copies(parts, mailing),
      lanes: lanesOf(parts.routes, tempo.connections, clock),
      throttle,
      reap: () => reapSenders(store, mailing.id, identity, clock.now()),
    },
    stop,
  );
  await takeMailing(tenure);
  const stopBeating = keepAlive(tenure, {
    lost: () => engine.halt(),
    senders: (busy) => shareOut(parts, throttle, busy),
  });
  let rest: Rest = { kind: 'halted' };
  try {
    rest = await engine.run();
  } finally {
    stopBeating();
    rest = await leaveMailing(tenure, rest);
  }
  return endOf(tenure, rest);
}

/** Several senders go by the same limits, and count each other’s mail. Practice takes nothing of what others may send. */
async function shareOut({ store, limits }: RunParts, throttle: Throttle, senders: number): Promise<void> {
  if (!limits.remembered) return;
  throttle.share(senders);
  // Also alone: whoever waits now may have sent a moment ago.
  throttle.recount(await readMinutes(store.db, throttle.recountSince));
}

async function copies({ store, keys, signerFor }: RunParts, mailing: Mailing) {
  const content = JSON.parse(await contentOf(store.db, mailing.id)) as Content;
  const edition = editionOf(content, { mailing: mailing.id, kind: 'issue', list: mailing.list });
  return copiesOf(content, edition, { keys, listId: mailing.listId, signerFor });
}

async function endOf({ store, mailing: id }: Tenure, rest: Rest): Promise<RunEnd> {
  const mailing = await findMailing(store.db, id);
  if (!mailing) throw new Error(`mailing ${id} is gone`);
  return { rest, mailing, counts: await countDeliveries(store.db, id), nextDue: await nextDue(store.db, id) };
}
