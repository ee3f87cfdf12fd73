import { listArchivedMailings, putArchived } from '../store/archive.ts';
import { changesAfter } from '../store/changes.ts';
import { putForeignMailing } from '../store/foreign.ts';
import { readIdentity } from '../store/identity.ts';
import { readPeer, savePeer } from '../store/peers.ts';
import { listPictures, putPictures } from '../store/pictures.ts';
import type { Store } from '../store/store.ts';
import { eraseMarked } from '../subscribers/erase-marked.ts';
import { learnPeople } from './learn.ts';
import { type Answer, type Heard, peopleAtATime, type Question } from './messages.ts';
import { personsOf } from './tell.ts';

/** What the pages need to answer. */
export interface Answering {
  readonly store: Store;
  /** Of `PENNYPOST_SECRET`. */
  readonly secrets: readonly string[];
  readonly now: number;
}

type Answers = { readonly [Q in Question]: (asked: Heard<Q>, by: Answering) => Promise<Answer<Q>> };

const done = { ok: true } as const;

/** How the pages answer each question. */
export const answers: Answers = {
  async hello({ store: peer }, { store }) {
    const { id, mark } = await readIdentity(store.db);
    const { given } = await readPeer(store.db, peer);
    const pictures = [...(await listPictures(store.db))];
    return { store: id, mark, given, archived: [...(await listArchivedMailings(store.db))], pictures };
  },
  async take({ store: peer, after }, { store }) {
    const changes = await changesAfter(store.db, { peer, after, limit: peopleAtATime });
    const people = await personsOf(store.db, peer, changes.subscriberIds);
    return { upTo: changes.upTo, areAll: changes.areAll, people };
  },
  async give({ store: peer, upTo, people }, { store, secrets, now }) {
    await store.transaction(async (db) => {
      await learnPeople(db, people, { peer, keepsBooks: 'peer', secrets, now });
      const known = await readPeer(db, peer);
      await savePeer(db, { ...known, given: Math.max(known.given, upTo) });
    });
    return done;
  },
  async erase({ erased }, { store, secrets, now }) {
    await eraseMarked(store, erased, { secrets, now });
    return done;
  },
  async mailing({ store: peer, mailing }, { store }) {
    await store.transaction((db) => putForeignMailing(db, peer, mailing));
    return done;
  },
  async publish({ copy }, { store }) {
    await store.transaction((db) => putArchived(db, copy));
    return done;
  },
  async picture({ name, content }, { store }) {
    await store.transaction((db) => putPictures(db, [{ name, content: Buffer.from(content, 'base64') }]));
    return done;
  },
};
