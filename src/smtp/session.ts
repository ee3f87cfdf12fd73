import { rootCertificates } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ConnectFault, SessionStage } from './connect-fault.ts';
import { isLoopback, type Login, type ServerAddress } from './server-url.ts';
import { faultOf } from './session-error.ts';
import type { Timeouts } from './timeouts.ts';

/** Where to connect, whom to trust and how long to wait. */
export interface SessionTarget {
  readonly address: ServerAddress;
  /** PEM, trusted besides the well-known ones. */
  readonly ca: string | undefined;
  readonly timeouts: Timeouts;
}

export function sessionOptions({ address, ca, timeouts }: SessionTarget): SMTPConnection.Options {
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

/** The error that kept the session from being opened, if there is one. */
export function openSession(session: SMTPConnection, patience: number): Promise<Error | undefined> {
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
export function refuseLogin(session: SMTPConnection): ConnectFault | undefined {
  const refuse = (stage: SessionStage, why: string) => ({ stage, why, permanent: true, forAtLeast: 0 });
  if (!session.secure)
    return refuse('tls', 'the connection is not encrypted, and a password could be read on the way');
  if (!session.allowsAuth) return refuse('login', 'the server offers no login on this port');
  return undefined;
}

export async function logIn(session: SMTPConnection, login: Login): Promise<ConnectFault | undefined> {
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
