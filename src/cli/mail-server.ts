import { Failure } from '../finding/failure.ts';
import type { Route } from '../mailing/engine/lane.ts';
import type { PictureWay } from '../mailing/prepare.ts';
import { examplesIn } from '../newsletter/examples.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import { requireServers, type Secrets, type ServerAccess } from '../newsletter/secrets.ts';
import { connectFailure } from '../smtp/connect-fault.ts';
import { isLoopback, parseServerUrl } from '../smtp/server-url.ts';
import { type Connected, openServer, type Server } from '../smtp/transport.ts';
import { type Desk, note, outboxFolder } from './desk.ts';

/** Where mail goes: the user's servers, or the outbox on this machine, which runs as long as it is needed. */
export interface MailServer {
  readonly routes: readonly Route[];
  /** The one that single messages go through. */
  readonly server: Server;
  readonly isOutbox: boolean;
  /** The variables that hold the servers’ addresses, by the names of the servers. */
  readonly variables: ReadonlyMap<string, string>;
  /** For plans: no secrets. */
  readonly describe: string;
  close(): Promise<void>;
}

/** What to look at when a server fails: the variable with its address, or all where it is not known which. */
export function settingOf(variables: MailServer['variables'], server?: string): string {
  const own = server === undefined ? undefined : variables.get(server);
  return own ?? [...new Set(variables.values())].join(' or ');
}

/** @throws {Failure} `smtp/url`, `settings/no-variable`, `settings/example` */
export async function openMail(newsletter: Newsletter, secrets: Secrets): Promise<MailServer> {
  const [first, ...others] = requireServers(newsletter.settings, secrets);
  return first ? openServers(newsletter, [first, ...others]) : openOutbox(newsletter);
}

async function openOutbox(newsletter: Newsletter): Promise<MailServer> {
  const { startOutbox } = await import('../smtp/outbox.ts');
  const outbox = await startOutbox({ folder: outboxFolder(newsletter) });
  const server = openServer({ name: 'outbox', url: outbox.url });
  const describe = 'the outbox on this machine; nothing leaves it (no SMTP_URL in .env)';
  const routes = [{ server, weight: 1 }];
  const variables = new Map([[server.name, 'SMTP_URL']]);
  return { routes, server, isOutbox: true, variables, describe, close: () => outbox.close() };
}

function openServers(newsletter: Newsletter, access: readonly [ServerAccess, ...ServerAccess[]]): MailServer {
  if (!access.every(({ url }) => isLoopback(parseServerUrl(url)))) refuseExamples(newsletter);
  const { window } = newsletter.settings.sending;
  const routes = access.map(({ name, url, weight }) => ({
    server: openServer({ name, url, window }),
    weight,
  }));
  const server = (routes[0] as Route).server;
  const describe =
    routes.length === 1
      ? server.describe
      : routes.map((route) => `${route.server.name} (${route.server.describe})`).join(' and ');
  const variables = new Map(access.map(({ name, variable }) => [name, variable]));
  return { routes, server, isOutbox: false, variables, describe, close: async () => undefined };
}

/** Mail that leaves this machine shows pictures from `url`; the outbox has them without any server. */
export function pictureWay({ isOutbox }: MailServer, { embed }: { readonly embed?: boolean }): PictureWay {
  return isOutbox || embed ? 'inside' : 'hosted';
}

/** The settings that `init` writes are to be made one's own before anything leaves this machine. */
function refuseExamples({ settings }: Newsletter): void {
  const left = examplesIn(settings);
  if (left.length === 0) return;
  throw new Failure(
    'setup',
    'settings/example',
    `newsletter.yaml still holds the examples of a new newsletter: ${left.join(' and ')}`,
    {
      advice:
        'Put your own address and web address there, and your postal address, before mail leaves this machine.',
      undone: 'Nothing was sent.',
    },
  );
}

/** A server may take minutes to say its first word, and whoever waits should know what for. */
const silence = 5_000;

async function patiently(desk: Desk, server: Server): Promise<Connected> {
  const wondering = setTimeout(() => {
    note(
      desk,
      `Waiting for ${server.describe} to answer. A busy server may take some minutes; a port that is not for mail never does. Ctrl-C ends the waiting: nothing is sent yet.`,
    );
  }, silence);
  try {
    return await server.connect();
  } finally {
    clearTimeout(wondering);
  }
}

/**
 * Connects and logs in to each server once, before anything is written or sent. One of several that does not
 * work is told; the others will do.
 * @throws {Failure} `smtp/…` when none works
 */
export async function tryConnection(desk: Desk, { routes, variables }: MailServer): Promise<void> {
  const failures: Failure[] = [];
  for (const { server } of routes) {
    const connected = await patiently(desk, server);
    if (connected.ok) await connected.transport.quit();
    else failures.push(connectFailure(server.describe, connected.fault, settingOf(variables, server.name)));
  }
  const [first] = failures;
  if (first && failures.length === routes.length) throw first;
  for (const failure of failures) note(desk, `${failure.message}. The other servers do without it.`);
}
