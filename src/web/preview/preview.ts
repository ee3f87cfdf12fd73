import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { issuesFolder, listIssues } from '../../newsletter/issues.ts';
import { openNewsletter, settingsFile } from '../../newsletter/newsletter.ts';
import { previewApp } from './app.ts';
import { closeServer, listenNear } from './listen.ts';
import { Live } from './live.ts';
import { Proofs } from './proofs.ts';
import { type FileChange, watchFiles } from './watch-files.ts';
import { OutboxWatch } from './watch-outbox.ts';

export interface PreviewOptions {
  /** The newsletter's folder. */
  readonly folder: string;
  /** The folder of the outbox. */
  readonly outbox: string;
  /** Absolute path of the issue to begin with; the newest when there is none. */
  readonly issue: string | undefined;
  /** The next free port is taken when this one is in use; 0 takes any. */
  readonly port: number;
  /** Told of what should not have happened; the server goes on. */
  readonly onBug: (error: unknown) => void;
}

/** A preview that is served. */
export interface Preview {
  /** `http://127.0.0.1:4321`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a newsletter's issues and its outbox on this machine alone, and tells open pages when something is
 * saved. Needs no list, no store and no secret.
 * @throws {Failure} `settings/…` when the settings cannot be read at all, `preview/port` when no port is free.
 */
export async function startPreview({ folder, outbox, issue, port, onBug }: PreviewOptions): Promise<Preview> {
  const live = new Live();
  const proofs: Proofs = new Proofs(openNewsletter(folder), { onFiles: (paths) => files.add(paths), onBug });
  const token = randomBytes(24).toString('base64url');
  let bound = port;
  const app = previewApp({ proofs, live, outbox, asked: issue, token, port: () => bound, onBug });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  bound = await listenNear(server, port);
  const messenger = new Messenger(proofs, live);
  const files = watchFiles(
    folder,
    firstPaths(folder, proofs),
    (change) => void messenger.look(change).catch(onBug),
  );
  const mail = new OutboxWatch(outbox, () => void live.changed('all', performance.now()).catch(onBug));
  await files.ready;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: async () => {
      mail.close();
      await files.close();
      await closeServer(server);
    },
  };
}

function firstPaths(folder: string, proofs: Proofs): string[] {
  return [join(folder, settingsFile), join(folder, issuesFolder), ...proofs.themeFolders];
}

/** Passes changes of files on to the pages that show them. */
class Messenger {
  readonly #proofs: Proofs;
  readonly #live: Live;
  #side: string;

  constructor(proofs: Proofs, live: Live) {
    this.#proofs = proofs;
    this.#live = live;
    this.#side = sideOf(proofs);
  }

  async look({ paths, at }: FileChange): Promise<void> {
    const different = await this.#proofs.refresh(paths, this.#live.issues);
    const before = this.#side;
    this.#side = sideOf(this.#proofs);
    await this.#live.changed(this.#side === before ? different : 'all', at);
  }
}

/** What every page shows at its side. */
function sideOf({ newsletter }: Proofs): string {
  return JSON.stringify([newsletter.settings.name, listIssues(newsletter)]);
}
