import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signUpAtDesk } from '../../src/cli/sign-up-at-desk.ts';
import { subscribeSchema } from '../../src/newsletter/subscribe-settings.ts';
import { ensureList } from '../../src/store/lists.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pennypost-sign-up-'));
  store = await openStore(join(folder, 'newsletter.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const listsFor = async (subscribe: object) =>
  (await signUpAtDesk(subscribeSchema.parse(subscribe), store))?.lists;

it('opens the lists that are named, the only one there is, or a first one; never one of several by chance', async () => {
  expect(await listsFor({})).toEqual(['readers']);
  await ensureList(store.db, 'letter', 1);
  expect(await listsFor({})).toEqual(['letter']);
  await ensureList(store.db, 'press', 1);
  expect(await listsFor({})).toBeUndefined();
  expect(await listsFor({ lists: ['press', 'new'] })).toEqual(['press', 'new']);
  expect(await listsFor({ lists: [] })).toBeUndefined();
});

it('parts the welcome at empty lines', async () => {
  const settings = subscribeSchema.parse({ welcome: 'One,\nstill one.\n \n\nTwo.\n' });
  expect((await signUpAtDesk(settings, store))?.welcome).toEqual(['One,\nstill one.', 'Two.']);
});
