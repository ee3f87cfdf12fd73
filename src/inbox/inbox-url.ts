import { Failure } from '../finding/failure.ts';
import { isLoopback } from '../smtp/server-url.ts';

/** Where the mailbox lies, as `INBOX_URL` says it. */
export interface InboxAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly implicitTls: boolean;
  /** TLS or nothing: everywhere but on this machine. */
  readonly tlsRequired: boolean;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
}

const shape = 'imaps://user:password@imap.example.org/INBOX';
const encode =
  'Write special characters of a user name or password percent-encoded: @ as %40, / as %2F, # as %23.';

/**
 * Reads `imap(s)://user:password@host:port/FOLDER` (RFC 5092): port 993 and TLS from the start for `imaps`, 143 and
 * STARTTLS for `imap`; the folder is INBOX where none is named.
 * @throws {Failure} `inbox/url`, in words that hold nothing of the address
 */
export function parseInboxUrl(text: string): InboxAddress {
  if (!/^imaps?:\/\//i.test(text))
    throw fault('does not begin with imap:// or imaps://', `Write it like ${shape}.`);
  if (!URL.canParse(text)) throw fault('cannot be read', `Write it like ${shape}. ${encode}`);
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  if (hostname === '') throw fault('names no server', `Write it like ${shape}.`);
  if (username === '' || password === '')
    throw fault('has no user name and password', `Write it like ${shape}.`);
  if (search !== '' || hash !== '') throw fault('has something behind the folder', encode);
  const implicitTls = protocol === 'imaps:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: port === '' ? (implicitTls ? 993 : 143) : Number(port),
    implicitTls,
    tlsRequired: !isLoopback({ host }),
    user: decode(username),
    password: decode(password),
    folder: decode(pathname.slice(1)) || 'INBOX',
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw fault('has a % that stands for nothing', `${encode} A % itself is %25.`);
  }
}

function fault(what: string, advice: string): Failure {
  return new Failure('setup', 'inbox/url', `The address in INBOX_URL ${what}`, {
    advice,
    undone: 'Nothing was read.',
  });
}
