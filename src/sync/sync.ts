import type { Kysely } from 'kysely';
import { findPublished, listArchivedMailings } from '../store/archive.ts';
import { changesAfter } from '../store/changes.ts';
import { listErasures } from '../store/erasure.ts';
import { type Identity, markStore, renameStore } from '../store/identity.ts';
import { readPeer, savePeer } from '../store/peers.ts';
import { findPicture, listPictures } from '../store/pictures.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { ask, type Pages } from './ask.ts';
import { learnPeople } from './learn.ts';
import { type Learned, nothingLearned } from './learned.ts';
import { type Answered, peopleAtATime, protocolVersion } from './messages.ts';
import { personsOf } from './tell.ts';

/** The two ends: the store here, and the pages. */
export interface Ends {
  readonly store: Store;
  readonly pages: Pages;
  /** Of `PENNYPOST_SECRET`. */
  readonly secrets: readonly string[];
}

/** The pages answer, and use the very store that is open here, or one of their own. */
export type Met =
  | { readonly kind: 'same' }
  | { readonly kind: 'other'; readonly we: Identity; readonly they: Answered<'hello'> };

/**
 * Asks whether a Pennypost with this secret answers at the pages, and whether its store is ours. A copy of its file is
 * another store from then on.
 * @throws {Failure} `sync/…`
 */
export async function meet({ store, pages }: Ends): Promise<Met> {
  const we = await store.transaction(markStore);
  const they = await ask(pages, 'hello', { version: protocolVersion, store: we.id });
  if (they.mark === we.mark) return { kind: 'same' };
  if (they.store !== we.id) return { kind: 'other', we, they };
  return meetAnew({ store, pages });
}

async function meetAnew({ store, pages }: Omit<Ends, 'secrets'>): Promise<Met> {
  const we = await store.transaction(renameStore);
  return { kind: 'other', we, they: await ask(pages, 'hello', { version: protocolVersion, store: we.id }) };
}

type Other = Extract<Met, { kind: 'other' }>;

/** What a sync did. */
export interface SyncReport {
  /** What was done at the pages, and is known here now. */
  readonly taken: Learned;
  /** So many people were told of there. */
  readonly given: number;
  readonly issues: number;
  readonly pictures: number;
}

/**
 * Brings what happened at the pages into the store here, and then what they need to know there. Each page of people is
 * one transaction with its place, so that a sync that is cut off goes on where it was.
 */
export async function syncWith(ends: Ends, met: Other): Promise<SyncReport> {
  const taken = await takeAll(ends, met);
  const given = await giveAll(ends, met);
  const { store, pages } = ends;
  await ask(pages, 'erase', { erased: [...(await listErasures(store.db))] });
  const pictures = await bringPictures(ends, met);
  return { taken, given, issues: await publish(ends, met), pictures };
}

/** What happened at the pages since it was last asked. */
export async function takeAll({ store, pages, secrets }: Ends, { we, they }: Other): Promise<Learned> {
  const all = nothingLearned();
  for (let areAll = false; !areAll; ) {
    const { taken } = await readPeer(store.db, they.store);
    const page = await ask(pages, 'take', { store: we.id, after: taken });
    areAll = page.areAll;
    const learned = await store.transaction(async (db) => {
      const learning = { peer: they.store, keepsBooks: 'we', secrets, now: pages.now() } as const;
      const found = await learnPeople(db, page.people, learning);
      await savePeer(db, { ...(await readPeer(db, they.store)), taken: page.upTo });
      return found;
    });
    for (const name of Object.keys(all) as (keyof Learned)[]) all[name] += learned[name];
  }
  return all;
}

async function giveAll({ store, pages }: Ends, { we, they }: Other): Promise<number> {
  let [given, after] = [0, they.given];
  for (let areAll = false; !areAll; ) {
    const changes = await changesAfter(store.db, { peer: they.store, after, limit: peopleAtATime });
    const people = await personsOf(store.db, they.store, changes.subscriberIds);
    if (changes.upTo > after) await ask(pages, 'give', { store: we.id, upTo: changes.upTo, people });
    await noteGiven(store.db, they.store, changes.upTo);
    [given, after, areAll] = [given + people.length, changes.upTo, changes.areAll];
  }
  return given;
}

async function noteGiven(db: Kysely<Tables>, peer: string, given: number): Promise<void> {
  await savePeer(db, { ...(await readPeer(db, peer)), given });
}

async function publish({ store, pages }: Ends, { they }: Other): Promise<number> {
  const there = new Set(they.archived);
  let published = 0;
  for (const mailing of await listArchivedMailings(store.db)) {
    const copy = there.has(mailing) ? undefined : await findPublished(store.db, mailing);
    if (!copy) continue;
    await ask(pages, 'publish', { copy });
    published += 1;
  }
  return published;
}

async function bringPictures({ store, pages }: Ends, { they }: Other): Promise<number> {
  const there = new Set(they.pictures);
  let brought = 0;
  for (const name of await listPictures(store.db)) {
    const content = there.has(name) ? undefined : await findPicture(store.db, name);
    if (!content) continue;
    await ask(pages, 'picture', { name, content: Buffer.from(content).toString('base64') });
    brought += 1;
  }
  return brought;
}

/** Tells the pages that the numbers in the links of a mailing are ours, before its first copy goes out. */
export async function announce({ pages }: Ends, { we }: Other, mailing: string): Promise<void> {
  await ask(pages, 'mailing', { store: we.id, mailing });
}
