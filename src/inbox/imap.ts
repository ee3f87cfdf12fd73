import type { FetchMessageObject, ImapFlow } from 'imapflow';
import { Failure } from '../finding/failure.ts';
import { redact } from '../smtp/redact.ts';
import { type Arrived, headSize, type Mail } from './arrived.ts';
import type { InboxAddress } from './inbox-url.ts';

/** So many messages are asked for at a time. */
const batch = 50;

/**
 * The messages of a folder over IMAP (RFC 9051). It is opened for reading only, so that no server marks anything,
 * unless messages are to be marked.
 * @throws {Failure} `inbox/connect`, `inbox/login`, `inbox/folder`, `inbox/broken`
 */
export async function* readImap(address: InboxAddress, { marking }: { marking: boolean }): Mail {
  const client = await connect(address);
  try {
    await client
      .mailboxOpen(address.folder, { readOnly: !marking })
      .catch((error: unknown) => fail(address, 'folder', error));
    yield* messagesOf(client, address);
    await client.logout().catch(() => undefined);
  } finally {
    client.close();
  }
}

async function connect(address: InboxAddress): Promise<ImapFlow> {
  const { ImapFlow: Client } = await import('imapflow');
  const { host, port, implicitTls, tlsRequired, user, password } = address;
  const client = new Client({
    host,
    port,
    secure: implicitTls,
    ...(tlsRequired && !implicitTls ? { doSTARTTLS: true } : {}),
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 30_000,
    greetingTimeout: 60_000,
    socketTimeout: 300_000,
    maxLiteralSize: 4 * headSize,
    maxLineLength: 16 * 2 ** 20,
    maxResponseSize: 32 * 2 ** 20,
  });
  // Without a listener an error between two commands would end the program; the next command tells it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    return fail(address, Reflect.get(error as object, 'authenticationFailed') ? 'login' : 'connect', error);
  }
}

async function* messagesOf(client: ImapFlow, address: InboxAddress): Mail {
  const broken = (error: unknown): never => fail(address, 'broken', error);
  const uids = (await client.search({ all: true }, { uid: true }).catch(broken)) || [];
  for (let from = 0; from < uids.length; from += batch) {
    const range = uids.slice(from, from + batch);
    const query = { uid: true, internalDate: true, source: { start: 0, maxLength: headSize } };
    for (const message of await client.fetchAll(range, query, { uid: true }).catch(broken)) {
      yield arrivedOf(client, message, broken);
    }
  }
}

function arrivedOf(
  client: ImapFlow,
  { uid, source, internalDate }: FetchMessageObject,
  broken: (error: unknown) => never,
): Arrived {
  const time = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  return {
    name: `UID ${uid}`,
    head: source ?? Buffer.alloc(0),
    arrivedAt: Number.isNaN(time) ? undefined : time,
    markSeen: async () => void (await client.messageFlagsAdd([uid], ['\\Seen'], { uid: true }).catch(broken)),
  };
}

const sentences = {
  connect: ['There is no safe connection to the mailbox at', 'Check the name and the port in INBOX_URL.'],
  login: [
    'The login was not accepted by the mailbox at',
    'Check the user name and the password in INBOX_URL; special characters are written percent-encoded.',
  ],
  folder: [
    'There is no such folder to open at',
    'Name it in INBOX_URL, as in imaps://…@imap.example.org/INBOX',
  ],
  broken: ['The reading broke off at', 'Run it again: what was done is not done twice.'],
} as const;

/** What the server says may hold what it was told; a password is taken out. */
function fail(
  { host, port, user, password }: InboxAddress,
  stage: keyof typeof sentences,
  error: unknown,
): never {
  const said = ['responseText', 'message'].map((key) => Reflect.get(Object(error), key));
  const why = said.find((text) => typeof text === 'string' && text !== '');
  const [what, advice] = sentences[stage];
  throw new Failure(
    stage === 'broken' ? 'incomplete' : 'setup',
    `inbox/${stage}`,
    `${what} ${host}:${port}: ${redact(String(why ?? 'no reason was given'), password, user)}`,
    { advice, ...(stage === 'broken' ? {} : { undone: 'Nothing was read.' }), cause: error },
  );
}
