import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Abilities } from './abilities.ts';
import { Connection } from './connection.ts';
import { Courier } from './courier.ts';
import { Dialogue } from './dialogue.ts';
import { type Extensions, parseExtensions } from './extensions.ts';
import { logIn, openSession, refuseLogin, type SessionTarget, sessionOptions } from './session.ts';
import { faultOf, stageOf } from './session-error.ts';
import type { Connected } from './transport.ts';

/** A way to a server, and how messages go over it. */
export interface Target extends SessionTarget {
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

async function establish(session: SMTPConnection, target: Target): Promise<Connected> {
  const { address, timeouts } = target;
  const { login } = address;
  session.on('error', () => undefined);
  const failed = await openSession(session, timeouts.connect);
  if (failed) return { ok: false, fault: faultOf(stageOf(failed, session), failed, login) };
  const extensions = parseExtensions(String(session.lastServerResponse));
  const fault = login && (refuseLogin(session) ?? (await logIn(session, login)));
  if (fault) return { ok: false, fault };
  return { ok: true, transport: takeOver(session, extensions, target) };
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
