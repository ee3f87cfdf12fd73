import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notice } from '../../../src/message/notice.ts';
import { type LinkTokens, signLinkTokens } from '../../../src/message/tokens.ts';
import { directionOf } from '../../../src/render/setting.ts';
import { loadTheme } from '../../../src/render/theme/load-theme.ts';
import { ensureList } from '../../../src/store/lists.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { loadBinding } from '../../../src/store/sqlite/binding.ts';
import type { Store } from '../../../src/store/store.ts';
import { createSubscribers } from '../../../src/store/subscribers.ts';
import { findSubscription, putSubscriptions } from '../../../src/store/subscriptions.ts';
import { publicApp } from '../../../src/web/public/app.ts';
import { frameStyleOf } from '../../../src/web/public/archive/frame-look.ts';
import { styleOf } from '../../../src/web/public/look.ts';
import type { Site } from '../../../src/web/public/site.ts';
import { loadEveryLanguage } from '../../../src/words/words.ts';
import { address } from '../../address/address.ts';
import { person } from '../../store/people.ts';

export const secret = 'a-secret-for-tests-that-is-long-enough-to-sign';
export const start = Date.parse('2026-12-01T08:00:00Z');

/** The public pages over a store in a file, with two readers on two lists: Ana, and Bob on the first alone. */
export interface OpenSite {
  readonly site: Site;
  readonly path: string;
  readonly store: Store;
  readonly ana: number;
  readonly bob: number;
  /** `readers` and `press`. */
  readonly lists: readonly [number, number];
  /** The notices that wait in the store, oldest first: nobody mails them. */
  readonly mailed: readonly Notice[];
  readonly bugs: unknown[];
  now: number;
  tokens(subscriber: number, secrets?: readonly string[]): LinkTokens;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A form as a browser posts it. */
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
  /** Presses the button of the form that leads there, on the page at `path`, with more fields filled in. */
  press(
    page: Response | string,
    action: string,
    fields?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  state(subscriber: number, list?: number): Promise<string | undefined>;
  /** All that the store holds, to see that nothing was changed. */
  everything(): Promise<string>;
  close(): Promise<void>;
}

export async function openSite(how: Partial<Site> = {}): Promise<OpenSite> {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-site-'));
  const path = join(folder, 'newsletter.db');
  const store = await openStore(path);
  const lists = [
    (await ensureList(store.db, 'readers', start)).id,
    (await ensureList(store.db, 'press', start)).id,
  ] as const;
  const people = [person('ana@example.org', { first_name: 'Ana' }), person('bob@example.com')];
  const ids = [...(await createSubscribers(store.db, people, start)).values()] as [number, number];
  const [ana, bob] = ids;
  const active = { state: 'active', source: 'test', consentAt: null, consent: {}, leftAt: null } as const;
  const on: readonly (readonly [number, number])[] = [
    [lists[0], ana],
    [lists[1], ana],
    [lists[0], bob],
  ];
  await putSubscriptions(
    store.db,
    on.map(([listId, subscriberId]) => ({ listId, subscriberId, ...active })),
    start,
  );
  const languages = await loadEveryLanguage();
  const lang = how.lang ?? 'en';
  const words = languages.get(lang);
  if (!words) throw new Error(`no words in ${lang}`);
  const { data } = await loadTheme([]);
  const bugs: unknown[] = [];
  const site: Site = {
    name: 'News + Notes',
    url: 'https://news.example.org',
    replyTo: address('hello@news.example.org'),
    lang,
    dir: directionOf(lang),
    words,
    languages,
    style: styleOf(data),
    frameStyle: frameStyleOf(data),
    noindex: false,
    store,
    secrets: [secret],
    now: () => open.now,
    onNotices: () => undefined,
    onBug: (error) => void bugs.push(error),
    ...how,
  };
  const app = publicApp(site);
  const open: OpenSite = {
    site,
    path,
    store,
    ana,
    bob,
    lists,
    get mailed() {
      return noticesIn(path);
    },
    bugs,
    now: start,
    tokens: (subscriber, secrets = [secret]) =>
      signLinkTokens(secrets, { list: lists[0], subscriber, mailing: 'm1' }),
    fetch: async (where, init) => app.fetch(new Request(`https://news.example.org${where}`, init)),
    post: (where, fields = {}) => open.fetch(where, { method: 'POST', body: new URLSearchParams(fields) }),
    press: async (page, action, fields = {}) => {
      const html = await (typeof page === 'string' ? await open.fetch(page) : page).text();
      const form = formsOf(html).find((one) => one.action.endsWith(action));
      if (!form) throw new Error(`no form leads to ${action} in ${html}`);
      return open.post(form.action, { ...form.fields, ...fields });
    },
    state: async (subscriber, list = lists[0]) => (await findSubscription(store.db, list, subscriber))?.state,
    everything: async () => {
      const tables = ['subscribers', 'subscriptions', 'suppressions', 'events', 'address_changes'] as const;
      const rows = await Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().execute()));
      return JSON.stringify(rows);
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return open;
}

const DatabaseSync = await loadBinding();

/** Without waiting, over a line of its own. */
function noticesIn(path: string): Notice[] {
  const database = new DatabaseSync(path);
  const rows = database.prepare("select notice from notices where notice <> '' order by id").all();
  database.close();
  return rows.map((row) => JSON.parse(String(Reflect.get(row, 'notice'))) as Notice);
}

/** The forms of a page with what they hold already. */
function formsOf(html: string): { action: string; fields: Record<string, string> }[] {
  return [...html.matchAll(/<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/g)].map(
    ([, action = '', inside = '']) => ({
      action,
      fields: Object.fromEntries(
        [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
          ([, name = '', value = '']) => [name, value],
        ),
      ),
    }),
  );
}

/** A page without its tickets, which are new each time. */
export function withoutTickets(html: string): string {
  return html.replace(/(name="ticket" value=)"[^"]*"/g, '$1""');
}
