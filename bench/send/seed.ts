import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addressKey } from '../../src/address/email-address.ts';
import { ensureList } from '../../src/store/lists.ts';
import { addDeliveries, completeMailing, createMailing } from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscribers } from '../../src/store/subscribers.ts';
import { putSubscriptions } from '../../src/store/subscriptions.ts';
import { type Letter, reader } from '../letter.ts';

/** The mailing's id in every seeded store. */
export const mailingId = 'bench';

const at = Date.UTC(2026, 11, 1, 8);
/** Readers written in one transaction. */
const page = 10_000;

/** Stores with a frozen mailing to so many readers, none sent yet: seeded once, copied for every run. */
export class Seeds {
  readonly #letter: Letter;
  readonly #folder: string;
  readonly #seeded = new Map<number, Promise<string>>();

  constructor(letter: Letter, folder: string) {
    this.#letter = letter;
    this.#folder = folder;
  }

  /** Runs `use` with a fresh copy's path, and removes the copy. */
  async withCopy<T>(readers: number, use: (path: string) => Promise<T>): Promise<T> {
    const seed = this.#seeded.get(readers) ?? seedStore(this.#letter, this.#folder, readers);
    this.#seeded.set(readers, seed);
    const copy = join(this.#folder, 'copy.db');
    copyFileSync(await seed, copy);
    try {
      return await use(copy);
    } finally {
      for (const ending of ['', '-wal', '-shm']) rmSync(`${copy}${ending}`, { force: true });
    }
  }
}

async function seedStore(letter: Letter, folder: string, readers: number): Promise<string> {
  const path = join(folder, `readers-${readers}.db`);
  const store = await openStore(path);
  const list = await store.transaction((db) => ensureList(db, 'readers', at));
  const mailing = {
    id: mailingId,
    issue: 'failing-at-therapy',
    listId: list.id,
    segment: null,
    rate: null,
    practice: false,
    contentHash: 'bench',
    createdAt: at,
  };
  await store.transaction((db) => createMailing(db, mailing));
  for (let first = 0; first < readers; first += page) {
    await seedPage(store, mailing, first, Math.min(page, readers - first));
  }
  await store.transaction((db) => completeMailing(db, mailingId, JSON.stringify(letter.content), readers));
  // Closing writes everything into the one file.
  await store.close();
  return path;
}

async function seedPage(
  store: Store,
  mailing: Parameters<typeof createMailing>[1],
  first: number,
  count: number,
): Promise<void> {
  const people = Array.from({ length: count }, (_, i) => {
    const { to, fields } = reader(first + i);
    return { email: to, emailKey: addressKey(to), fields, tags: [] };
  });
  await store.transaction(async (db) => {
    const ids = await createSubscribers(db, people, at);
    const consent = { state: 'active', source: 'bench', consentAt: at, consent: {}, leftAt: null } as const;
    const subscriptions = [...ids.values()].map((subscriberId) => ({
      listId: mailing.listId,
      subscriberId,
      ...consent,
    }));
    await putSubscriptions(db, subscriptions, at);
    const deliveries = people.map(({ email, emailKey, fields }) => ({
      subscriberId: ids.get(emailKey) as number,
      email,
      emailKey,
      fields,
      variant: '',
    }));
    await addDeliveries(db, mailing, first + 1, deliveries);
  });
}
