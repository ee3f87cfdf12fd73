import { rootCertificates } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Abilities } from './abilities.ts';
import type { ConnectFault, SessionStage } from './connect-fault.ts';
import { Connection } from './connection.ts';
import { Courier } from './courier.ts';
import { Dialogue } from './dialogue.ts';
import { type Extensions, parseExtensions } from './extensions.ts';
import { isLoopback, type Login, type ServerAddress } from './server-url.ts';
import { faultOf, stageOf } from './session-error.ts';
import type { Timeouts } from './timeouts.ts';
import type { Connected } from './transport.ts';

/** Where to connect, whom to trust and how long to wait. */
export interface Target {
  readonly address: ServerAddress;
  /** PEM, trusted besides the well-known ones. */
  readonly ca: string | undefined;
  readonly timeouts: Timeouts;
  readonly window: number;
  readonly abilities: Abilities;
}

/**
 * Connects, greets, upgrades to TLS and logs in by nodemailer, and takes the socket over for the
 * transactions, where the exact command that an answer belongs to must be known. A password only ever
 * leaves after TLS with a verified certificate.
 */
export async function connect(target: Target, signal?: AbortSignal): Promise<Connected> {
  const { default: Session } = await import('nodemailer/lib/smtp-connection');
  const session = new Session(sessionOptions(target));
  const stop = () => session.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) session.close();
    const established = await establish(session, target);
    if (!established.ok) session.close();
    return established;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function sessionOptions({ address, ca, timeouts }: Target): SMTPConnection.Options {
  return {
    host: address.host,
    port: address.port,
    secure: address.implicitTls,
    requireTLS: address.tlsRequired && !address.implicitTls,
    ignoreTLS: !address.tlsRequired && isLoopback(address),
    name: address.helloName,
    tls: ca === undefined ? {} : { ca: [...rootCertificates, ca] },
    connectionTimeout: timeouts.connect + timeouts.greeting,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.session,
    socketCloseTimeout: 0,
  };
}

async function establish(session: SMTPConnection, target: Target): Promise<Connected> {
  const { address, timeouts } = target;
  const { login } = address;
  session.on('error', () => undefined);
  const failed = await open(session, timeouts.connect);
  if (failed) return { ok: false, fault: faultOf(stageOf(failed, session), failed, login) };
  const extensions = parseExtensions(String(session.lastServerResponse));
  const fault = login && (refuseLogin(session) ?? (await logIn(session, login)));
  if (fault) return { ok: false, fault };
  return { ok: true, transport: takeOver(session, extensions, target) };
}

/** The error that kept the session from being opened, if there is one. */
function open(session: SMTPConnection, patience: number): Promise<Error | undefined> {
  return untilEnded(session, (done) => {
    const timer = setTimeout(() => {
      if (session.stage !== 'init') return;
      done(new Error('There was no answer in time'));
      session.close();
    }, patience);
    session.once('end', () => clearTimeout(timer));
    session.connect((error) => {
      clearTimeout(timer);
      done(error);
    });
  });
}

/** Reasons not to show the password to this server; the first is nodemailer's duty too, and worth a second look. */
function refuseLogin(session: SMTPConnection): ConnectFault | undefined {
  const refuse = (stage: SessionStage, why: string) => ({ stage, why, permanent: true, forAtLeast: 0 });
  if (!session.secure)
    return refuse('tls', 'the connection is not encrypted, and a password could be read on the way');
  if (!session.allowsAuth) return refuse('login', 'the server offers no login on this port');
  return undefined;
}

async function logIn(session: SMTPConnection, login: Login): Promise<ConnectFault | undefined> {
  const failed = await untilEnded(session, (done) => {
    session.login({ user: login.user, pass: login.password }, (error) => done(error ?? undefined));
  });
  return failed && faultOf('login', failed, login);
}

/** Runs a step that calls back, fails, or has its line cut. */
function untilEnded(
  session: SMTPConnection,
  step: (done: (error?: Error) => void) => void,
): Promise<Error | undefined> {
  return new Promise((resolve) => {
    session.once('error', resolve);
    session.once('end', () => resolve(new Error('the server closed the connection')));
    step(resolve);
  });
}

/**
 * From here on the replies are ours; nodemailer still notices when the socket ends. Its socket is a private
 * field: where it is kept elsewhere, nodemailer carries the messages too, one after another.
 */
export function takeOver(
  session: SMTPConnection,
  extensions: Extensions,
  about: Omit<Target, 'address' | 'ca'>,
) {
  const socket = session._socket;
  if (!socket) return new Courier(session);
  socket.setTimeout(0);
  socket.removeAllListeners('data');
  // The kernel would hold a small packet back until the one before it is acknowledged.
  socket.setNoDelay(true);
  const dialogue = new Dialogue(socket);
  session.on('error', (error) => dialogue.cut(`The connection broke: ${error.message}`));
  session.once('end', () => dialogue.cut('The server closed the connection'));
  const hangUp = () => {
    // First of all: what waits in its queue must not leave any more, as ending it would let it.
    socket.destroy();
    session.close();
  };
  return new Connection(dialogue, { ...about, extensions, hangUp });
}
