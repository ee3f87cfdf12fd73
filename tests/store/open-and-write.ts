/**
 * A process of its own, called argv[2]: for each path that comes in on a line it opens the store there and makes two
 * lists, `shared` and one of its own name. Says `ready` whenever it has nothing to do.
 */
import { createInterface } from 'node:readline';
import { ensureList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';

const name = process.argv[2] ?? '';
// Loads all there is to load, so that the race is about the file.
await (await openStore(':memory:')).close();
process.stdout.write('ready\n');
for await (const path of createInterface(process.stdin)) {
  const store = await openStore(path);
  await store.transaction(async (db) => {
    await ensureList(db, 'shared', 1);
    await ensureList(db, name, 1);
  });
  await store.close();
  process.stdout.write('ready\n');
}
