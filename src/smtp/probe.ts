import { TLSSocket } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ConnectFault } from './connect-fault.ts';
import { offersOf } from './extensions.ts';
import { logIn, openSession, refuseLogin, type SessionTarget, sessionOptions } from './session.ts';
import { faultOf, stageOf } from './session-error.ts';

/** What a session showed that was opened, looked at and left again; no message was begun. */
export interface Probe {
  /** Up to the login; nothing where there was no session. */
  readonly session: SeenSession | undefined;
  /** Why there is no session, or no login. */
  readonly fault: ConnectFault | undefined;
}

export interface SeenSession {
  /** The answer to EHLO, after TLS if there is any, each line as its words in capitals. */
  readonly offers: readonly (readonly string[])[];
  /** Nothing where the line is not encrypted. */
  readonly tls: SeenTls | undefined;
}

export interface SeenTls {
  /** `TLSv1.3` */
  readonly version: string;
  /** The names in the certificate. */
  readonly names: readonly string[];
  /** When the certificate ends, in milliseconds since 1970. */
  readonly validTo: number;
}

/** Opens a session as mail does, logs in, and takes leave: EHLO, STARTTLS, AUTH, QUIT. Nothing is sent. */
export async function probe(target: SessionTarget): Promise<Probe> {
  const { default: Session } = await import('nodemailer/lib/smtp-connection');
  const session = new Session(sessionOptions(target));
  session.on('error', () => undefined);
  try {
    return await look(session, target);
  } finally {
    session.close();
  }
}

async function look(session: SMTPConnection, { address, timeouts }: SessionTarget): Promise<Probe> {
  const { login } = address;
  const failed = await openSession(session, timeouts.connect);
  if (failed) return { session: undefined, fault: faultOf(stageOf(failed, session), failed, login) };
  const seen = { offers: offersOf(String(session.lastServerResponse)), tls: tlsOf(session) };
  const fault = login && (refuseLogin(session) ?? (await logIn(session, login)));
  if (!fault) await takeLeave(session, timeouts.quit);
  return { session: seen, fault };
}

function tlsOf(session: SMTPConnection): SeenTls | undefined {
  const socket = session._socket;
  if (!session.secure || !(socket instanceof TLSSocket)) return undefined;
  const { subject, subjectaltname, valid_to } = socket.getPeerCertificate();
  const names = (subjectaltname ?? '').split(', ').filter((name) => /^(?:DNS|IP Address):/.test(name));
  return {
    version: socket.getProtocol() ?? 'TLS',
    names: names.length > 0 ? names.map((name) => name.replace(/^[^:]*:/, '')) : [subject?.CN ?? []].flat(),
    validTo: Date.parse(valid_to),
  };
}

function takeLeave(session: SMTPConnection, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience);
    session.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    session.quit();
  });
}
