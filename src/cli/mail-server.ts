import { Failure } from '../finding/failure.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import type { Secrets } from '../newsletter/secrets.ts';
import { connectFailure } from '../smtp/connect-fault.ts';
import { isLoopback, parseServerUrl } from '../smtp/server-url.ts';
import { openServer, type Server } from '../smtp/transport.ts';
import { outboxFolder } from './desk.ts';

/** Where mail goes: the user's server, or the outbox on this machine, which runs as long as it is needed. */
export interface MailServer {
  readonly server: Server;
  readonly isOutbox: boolean;
  /** For plans: no secrets. */
  readonly describe: string;
  close(): Promise<void>;
}

export async function openMail(newsletter: Newsletter, secrets: Secrets): Promise<MailServer> {
  return secrets.smtpUrl === undefined ? openOutbox(newsletter) : openSmtp(newsletter, secrets.smtpUrl);
}

async function openOutbox(newsletter: Newsletter): Promise<MailServer> {
  const { startOutbox } = await import('../smtp/outbox.ts');
  const outbox = await startOutbox({ folder: outboxFolder(newsletter) });
  const server = openServer({ name: 'outbox', url: outbox.url });
  const describe = 'the outbox on this machine; nothing leaves it (no SMTP_URL in .env)';
  return { server, isOutbox: true, describe, close: () => outbox.close() };
}

function openSmtp(newsletter: Newsletter, url: string): MailServer {
  const address = parseServerUrl(url);
  if (!isLoopback(address)) refuseExamples(newsletter);
  const server = openServer({ name: address.host, url });
  return { server, isOutbox: false, describe: server.describe, close: async () => undefined };
}

/** The names that RFC 2606 keeps for examples: no mail from them arrives, and no link to them leads anywhere. */
const example = /(?:^|[@.])example(?:\.(?:com|net|org))?$|\.(?:example|invalid|test|localhost)$/i;

/** The settings that `init` writes are to be made one's own before anything leaves this machine. */
function refuseExamples({ settings }: Newsletter): void {
  const left = [
    ...(example.test(settings.from.address) ? ['from'] : []),
    ...(example.test(new URL(settings.url).hostname) ? ['url'] : []),
  ];
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

/** Connects and logs in once, before anything is written or sent. @throws {Failure} `smtp/…` */
export async function tryConnection({ server }: MailServer): Promise<void> {
  const connected = await server.connect();
  if (!connected.ok) throw connectFailure(server.describe, connected.fault);
  await connected.transport.quit();
}
