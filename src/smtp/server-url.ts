import { domainToASCII } from 'node:url';
import { Failure } from '../finding/failure.ts';

/** Where mail is handed over, as an `smtp://` or `smtps://` address says it. */
export interface ServerAddress {
  /** A name in A-labels, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (RFC 8314); otherwise STARTTLS. */
  readonly implicitTls: boolean;
  /** TLS or nothing: with a login always, and where `?tls=required` asks for it. */
  readonly tlsRequired: boolean;
  readonly login: Login | undefined;
  /** The name we greet with; undefined for this machine's. */
  readonly helloName: string | undefined;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

const shape = 'smtp://user:password@smtp.example.com:587, or smtps:// for port 465';
const encode =
  'Write special characters of a user name or password percent-encoded: @ as %40, / as %2F, # as %23.';

/**
 * Reads a server's address. Port 465 and `smtps` mean TLS from the start; without a port it is 465 for
 * `smtps` and 587 otherwise. Options: `?tls=required` refuses a server without TLS even where no password
 * is at stake, `?name=mail.example.org` is the name to greet with.
 * @throws {Failure} `smtp/url`, in words that hold nothing of the address but harmless parts.
 */
export function parseServerUrl(text: string): ServerAddress {
  const url = parseUrl(text.trim());
  const implicitTls = url.protocol === 'smtps:' || url.port === '465';
  const login = readLogin(url);
  const options = readOptions(url.searchParams);
  return {
    host: readHost(url.hostname),
    port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port),
    implicitTls,
    tlsRequired: login !== undefined || options.tlsRequired,
    login,
    helloName: options.helloName,
  };
}

/** `smtp.example.com:587, TLS, with a login`: for plans and errors, without user name or password. */
export function describeServer(server: ServerAddress): string {
  const host = server.host.includes(':') ? `[${server.host}]` : server.host;
  const tls =
    server.implicitTls || server.tlsRequired
      ? 'TLS'
      : isLoopback(server)
        ? 'on this machine'
        : 'TLS if offered';
  return [`${host}:${server.port}`, tls, server.login ? 'with a login' : '']
    .filter((part) => part)
    .join(', ');
}

/** Whether the server is this very machine: nothing in between could listen. */
export function isLoopback({ host }: Pick<ServerAddress, 'host'>): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function parseUrl(text: string): URL {
  if (!/^smtps?:\/\//i.test(text))
    throw fault('does not begin with smtp:// or smtps://', `Write it like ${shape}.`);
  if (!URL.canParse(text)) throw fault('cannot be read', `Write it like ${shape}. ${encode}`);
  const url = new URL(text);
  const extra = url.hash !== '' || (url.pathname !== '' && url.pathname !== '/');
  if (extra) throw fault('has something behind the server’s name', encode);
  return url;
}

function readHost(hostname: string): string {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  if (bare.includes(':')) return bare;
  const host = domainToASCII(decode(bare));
  if (host === '') throw fault('names no server', `Write it like ${shape}.`);
  return host;
}

function readLogin({ username, password }: URL): Login | undefined {
  if (username === '' && password === '') return undefined;
  if (username === '') throw fault('has a password and no user name', `Write it like ${shape}.`);
  if (password === '') throw fault('has a user name and no password', `Write it like ${shape}.`);
  return { user: decode(username), password: decode(password) };
}

function readOptions(params: URLSearchParams): { tlsRequired: boolean; helloName: string | undefined } {
  for (const name of params.keys()) {
    if (name === 'tls' || name === 'name') continue;
    throw fault('has an option that Pennypost does not know', 'The options are ?tls=required and ?name=….');
  }
  const [tls, helloName] = [params.get('tls'), params.get('name')];
  if (tls !== null && tls !== 'required')
    throw fault('has an unknown ?tls=', 'Write ?tls=required, or leave it out.');
  if (helloName !== null && !/^[a-z0-9.[\]:-]+$/i.test(helloName)) {
    throw fault('has a ?name= that is no host name', 'Write it like ?name=mail.example.org.');
  }
  return { tlsRequired: tls !== null, helloName: helloName ?? undefined };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw fault('has a % that stands for nothing', `${encode} A % itself is %25.`);
  }
}

function fault(what: string, advice: string): Failure {
  return new Failure('setup', 'smtp/url', `The mail server’s address ${what}`, {
    advice,
    undone: 'Nothing was sent.',
  });
}
