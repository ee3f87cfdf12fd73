/** A process of its own: opens the store at argv[2] and makes the lists `shared` and argv[3]. */
import { ensureList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';

const [, , path = '', name = ''] = process.argv;
const store = await openStore(path);
await store.transaction(async (db) => {
  await ensureList(db, 'shared', 1);
  await ensureList(db, name, 1);
});
await store.close();
