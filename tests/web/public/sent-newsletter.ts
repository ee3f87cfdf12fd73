import { join } from 'node:path';
import type { Hono } from 'hono';
import { openDesk } from '../../../src/cli/desk.ts';
import { siteAtDesk } from '../../../src/cli/site-at-desk.ts';
import { openNewsletter } from '../../../src/newsletter/newsletter.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { publicApp } from '../../../src/web/public/app.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { type Stage, secret, setStage } from '../../mailing/stage.ts';
import { type Script, type ScriptServer, startScriptServer } from '../../smtp/script-server.ts';

/** A newsletter that mails through a real server, and its public pages. */
export interface SentNewsletter {
  readonly stage: Stage;
  readonly server: ScriptServer;
  /** Imports nobody anew; mails an issue to everybody, through the command. */
  send(issue: string, ...options: string[]): Promise<void>;
  /** The pages over the store as it now is. */
  site<T>(work: (app: Hono, store: Store) => Promise<T>): Promise<T>;
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

export async function setNewsletter(
  readers: readonly string[],
  script: Script = {},
): Promise<SentNewsletter> {
  const server = await startScriptServer(script);
  const stage = setStage({ readers, smtpUrl: server.url });
  await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  return {
    stage,
    server,
    send: async (issue, ...options) => {
      const { code, err } = await stage.run('send', issue, '--yes', '--untested', '--wait', '0', ...options);
      if (code !== 0 && code !== 5) throw new Error(err);
    },
    site: async (work) => {
      const store = await openStore(join(stage.folder, 'newsletter.db'));
      try {
        const desk = openDesk(fakeIo([], { cwd: stage.folder }), { ...flags, cwd: undefined });
        const site = await siteAtDesk(desk, openNewsletter(stage.folder), {
          store,
          secrets: [secret],
          onNotices: () => undefined,
        });
        const app = publicApp({
          ...site,
          onBug: (error) => {
            throw error;
          },
        });
        return await work(app, store);
      } finally {
        await store.close();
      }
    },
    strike: async () => {
      stage.strike();
      await server.close();
    },
  };
}

/** The text of a page, and how it was answered. */
export async function get(app: Hono, path: string) {
  const response = await app.request(`http://localhost${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
