import { join } from 'node:path';
import { openDesk } from '../../src/cli/desk.ts';
import { siteAtDesk } from '../../src/cli/site-at-desk.ts';
import { openNewsletter } from '../../src/newsletter/newsletter.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type Served, startSite } from '../../src/web/public/serve.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { type Stage, secret, setStage } from '../mailing/stage.ts';
import { type ScriptServer, startScriptServer } from '../smtp/script-server.ts';

/** A laptop that sends, and a public server with a store of its own. */
export interface TwoMachines {
  readonly laptop: Stage;
  /** The folder of the newsletter at the server; its store is open. */
  readonly server: Stage;
  readonly pages: Store;
  /** Where the pages answer. */
  readonly address: string;
  /** Takes the mail of the laptop. */
  readonly mail: ScriptServer;
  /** The server goes down. */
  hangUp(): Promise<void>;
  /** The store at the laptop, for the length of some work. */
  here<T>(work: (store: Store) => Promise<T>): Promise<T>;
  strike(): Promise<void>;
}

const flags = {
  json: false,
  yes: true,
  dryRun: false,
  quiet: false,
  verbose: false,
  color: false,
  input: false,
};

export interface Differing {
  /** Of the pages. */
  readonly secret?: string;
  readonly now?: () => number;
}

export async function setTwoMachines(
  readers: readonly string[],
  { secret: theirs = secret, now }: Differing = {},
): Promise<TwoMachines> {
  const mail = await startScriptServer({});
  const server = setStage({ readers: [], url: 'http://127.0.0.1:1' });
  const pages = await openStore(join(server.folder, 'newsletter.db'));
  const desk = openDesk(fakeIo([], { cwd: server.folder }), { ...flags, cwd: undefined });
  const own = { store: pages, secrets: [theirs], onNotices: () => undefined };
  const site = await siteAtDesk(desk, openNewsletter(server.folder), own);
  const served: Served = await startSite(
    { ...site, ...(now ? { now } : {}) },
    { host: '127.0.0.1', port: 0 },
  );
  const laptop = setStage({ readers, smtpUrl: mail.url, url: served.address, probes: true });
  if (readers.length > 0) await laptop.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  return {
    laptop,
    server,
    pages,
    address: served.address,
    mail,
    hangUp: () => served.close(),
    here: async (work) => {
      const store = await openStore(join(laptop.folder, 'newsletter.db'));
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
    strike: async () => {
      await served.close();
      await pages.close();
      await mail.close();
      laptop.strike();
      server.strike();
    },
  };
}

/** Who is on which list in a store, and how: `ada@example.org all active`. */
export async function rollOf(store: Store): Promise<string[]> {
  const rows = await store.db
    .selectFrom('subscriptions')
    .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
    .innerJoin('lists', 'lists.id', 'subscriptions.list_id')
    .select(['subscribers.email', 'lists.name', 'subscriptions.state'])
    .execute();
  return rows.map(({ email, name, state }) => `${email} ${name} ${state}`).sort();
}
