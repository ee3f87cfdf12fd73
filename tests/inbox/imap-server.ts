import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** A message in the served folder. */
export interface ServedMessage {
  readonly raw: string;
  readonly internalDate: string;
  readonly flags: Set<string>;
}

export interface ImapServer {
  readonly port: number;
  readonly messages: readonly ServedMessage[];
  /** Every line a client sent, but for what it logged in with. */
  readonly said: readonly string[];
  close(): Promise<void>;
}

export interface ServedMailbox {
  readonly user: string;
  readonly password: string;
  readonly messages: readonly { readonly raw: string; readonly internalDate?: string }[];
  /** Hangs up in the middle of this line: a test of what happens then. */
  readonly hangUpAt?: RegExp;
  /** What it says to a wrong login; `%p` is the password it was told. */
  readonly refusal?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Begins with TLS; otherwise offers STARTTLS, where there is a certificate. */
  readonly implicitTls?: boolean;
}

/**
 * A small IMAP server on loopback (RFC 9051): one folder, INBOX, and what a client needs to read it. It refuses to
 * set flags where the folder was opened for reading only, and sets \Seen by itself when a body is fetched without
 * PEEK, as real ones do.
 */
export async function serveImap(mailbox: ServedMailbox): Promise<ImapServer> {
  const messages = mailbox.messages.map(({ raw, internalDate = '01-Dec-2026 08:00:00 +0000' }) => ({
    raw: raw.replace(/\r?\n/g, '\r\n'),
    internalDate,
    flags: new Set<string>(),
  }));
  const said: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    const begun = mailbox.implicitTls && mailbox.tls ? secured(socket, mailbox.tls) : socket;
    new Dialogue(begun, mailbox, messages, said).greet();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = () => closed(server, sockets);
  return { port: (server.address() as { port: number }).port, messages, said, close };
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((done) => server.close(() => done()));
}

function secured(socket: Socket, { key, cert }: { key: string; cert: string }): TLSSocket {
  const tls = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) });
  return tls.on('error', () => undefined);
}

class Dialogue {
  #socket: Socket;
  #input = '';
  #isReadOnly = true;
  readonly #mailbox: ServedMailbox;
  readonly #messages: readonly ServedMessage[];
  readonly #said: string[];

  constructor(socket: Socket, mailbox: ServedMailbox, messages: readonly ServedMessage[], said: string[]) {
    this.#mailbox = mailbox;
    this.#messages = messages;
    this.#said = said;
    this.#socket = socket;
    this.#listen();
  }

  greet(): void {
    this.#say('* OK ready');
  }

  #listen(): void {
    this.#socket.on('data', (chunk) => {
      this.#input += chunk.toString('latin1');
      for (let end = this.#input.indexOf('\r\n'); end >= 0; end = this.#input.indexOf('\r\n')) {
        const line = this.#input.slice(0, end);
        this.#input = this.#input.slice(end + 2);
        this.#answer(line);
      }
    });
  }

  #say(line: string): void {
    this.#socket.write(Buffer.from(`${line}\r\n`, 'latin1'));
  }

  #answer(line: string): void {
    const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
    this.#said.push(/^LOGIN/i.test(command) ? `${tag} LOGIN` : line);
    if (this.#mailbox.hangUpAt?.test(line)) {
      this.#socket.destroy();
      return;
    }
    const untagged = this.#untagged(command.toUpperCase(), rest);
    if (typeof untagged === 'string') {
      this.#say(`${tag} ${untagged}`);
      return;
    }
    for (const said of untagged) this.#say(`* ${said}`);
    this.#say(`${tag} OK done`);
    if (command.toUpperCase() === 'LOGOUT') this.#socket.end();
    if (command.toUpperCase() === 'STARTTLS') this.#startTls();
  }

  /** What stands before the OK, or another answer instead of it. */
  #untagged(command: string, rest: string): string | string[] {
    switch (command) {
      case 'CAPABILITY':
        return [this.#capability()];
      case 'LOGIN':
        return this.#login(rest);
      case 'LIST':
      case 'LSUB':
        return /"?(?:INBOX|\*|%)"?$/i.test(rest) ? [`${command} () "/" "INBOX"`] : [];
      case 'SELECT':
      case 'EXAMINE':
        return this.#open(command, rest);
      case 'UID SEARCH':
        return [`SEARCH ${this.#messages.map((_, i) => i + 1).join(' ')}`.trim()];
      case 'UID FETCH':
        return this.#fetch(rest);
      case 'UID STORE':
        return this.#store(rest);
      case 'STARTTLS':
      case 'NOOP':
      case 'CLOSE':
        return [];
      case 'LOGOUT':
        return ['BYE until then'];
      default:
        return 'BAD I do not know that';
    }
  }

  #capability(): string {
    const offersTls = this.#mailbox.tls && !(this.#socket instanceof TLSSocket);
    return `CAPABILITY IMAP4rev1${offersTls ? ' STARTTLS' : ''}`;
  }

  #login(rest: string): string | string[] {
    const [user = '', password = ''] = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
      ([, quoted, atom]) => quoted?.replace(/\\(.)/g, '$1') ?? atom ?? '',
    );
    if (user === this.#mailbox.user && password === this.#mailbox.password) return [];
    const refusal = this.#mailbox.refusal ?? 'NO [AUTHENTICATIONFAILED] Wrong';
    return refusal.replace('%p', password);
  }

  #open(command: string, rest: string): string | string[] {
    if (!/^"?INBOX"?/i.test(rest)) return 'NO [NONEXISTENT] No such folder';
    this.#isReadOnly = command === 'EXAMINE';
    const { length } = this.#messages;
    return [
      'FLAGS (\\Seen \\Answered)',
      `${length} EXISTS`,
      '0 RECENT',
      'OK [UIDVALIDITY 7] valid',
      `OK [UIDNEXT ${length + 1}] next`,
      `OK [${this.#isReadOnly ? 'READ-ONLY' : 'READ-WRITE'}] open`,
    ];
  }

  #fetch(rest: string): string[] {
    const size = Number(/<0\.(\d+)>/.exec(rest)?.[1] ?? Number.POSITIVE_INFINITY);
    const peeks = rest.includes('.PEEK');
    return this.#numbered(rest).map(([uid, message]) => {
      if (!peeks && !this.#isReadOnly) message.flags.add('\\Seen');
      const body = message.raw.slice(0, size);
      const flags = [...message.flags].join(' ');
      return `${uid} FETCH (UID ${uid} FLAGS (${flags}) INTERNALDATE "${message.internalDate}" BODY[]<0> {${body.length}}\r\n${body})`;
    });
  }

  #store(rest: string): string | string[] {
    if (this.#isReadOnly) return 'NO the folder is open for reading';
    for (const [, message] of this.#numbered(rest)) message.flags.add('\\Seen');
    return [];
  }

  /** The messages of a set such as `1,3:4,9:*`. */
  #numbered(set: string): [number, ServedMessage][] {
    const ranges = (set.split(' ')[0] ?? '').split(',').map((range) => {
      const [from = 1, to = from] = range
        .split(':')
        .map((n) => (n === '*' ? this.#messages.length : Number(n)));
      return [from, to] as const;
    });
    return this.#messages
      .map((message, i): [number, ServedMessage] => [i + 1, message])
      .filter(([uid]) => ranges.some(([from, to]) => uid >= from && uid <= to));
  }

  #startTls(): void {
    const { tls } = this.#mailbox;
    if (!tls) return;
    this.#socket.removeAllListeners('data');
    this.#socket = secured(this.#socket, tls);
    this.#listen();
  }
}
