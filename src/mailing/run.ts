import type { Server } from '../smtp/transport.ts';
import type { Counts } from '../store/delivery.ts';
import { countDeliveries, nextDue } from '../store/ledger.ts';
import { contentOf, findMailing, type Mailing } from '../store/mailings.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { type Content, editionOf } from './content.ts';
import { type CopyParts, copiesOf } from './copy.ts';
import { Engine, type EngineEvent, type Rest, type Stop, type Tempo } from './engine.ts';
import { keepAlive, leaveMailing, type Tenure, takeMailing } from './tenure.ts';

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
  /** Who signs what a server hands over; without it, nobody does. */
  readonly signerFor?: CopyParts['signerFor'];
  readonly tempo: Tempo;
  readonly clock: Clock;
  readonly watch: (event: EngineEvent) => void;
}

/**
 * Sends what is left of a running mailing, and writes how it ended.
 * @throws {Failure} `mailing/running` when another sender has it; `store/…`
 */
export async function runMailing(parts: RunParts, mailing: Mailing, stop: Stop): Promise<RunEnd> {
  const { store, clock, identity } = parts;
  const tenure = { store, mailing: mailing.id, identity, clock };
  const engine = new Engine({ ...parts, mailing: mailing.id, makeCopy: await copies(parts, mailing) }, stop);
  await takeMailing(tenure);
  const stopBeating = keepAlive(tenure, () => engine.halt());
  let rest: Rest = { kind: 'halted' };
  try {
    rest = await engine.run();
  } finally {
    stopBeating();
    rest = await leaveMailing(tenure, rest);
  }
  return endOf(tenure, rest);
}

async function copies({ store, keys, signerFor, clock }: RunParts, mailing: Mailing) {
  const content = JSON.parse(await contentOf(store.db, mailing.id)) as Content;
  const edition = editionOf(content, { mailing: mailing.id, kind: 'issue', list: mailing.list });
  return copiesOf(content, edition, { keys, listId: mailing.listId, now: clock.now, signerFor });
}

async function endOf({ store, mailing: id }: Tenure, rest: Rest): Promise<RunEnd> {
  const mailing = await findMailing(store.db, id);
  if (!mailing) throw new Error(`mailing ${id} is gone`);
  return { rest, mailing, counts: await countDeliveries(store.db, id), nextDue: await nextDue(store.db, id) };
}
