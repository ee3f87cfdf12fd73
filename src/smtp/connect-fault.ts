import { Failure } from '../finding/failure.ts';

/** Where in opening a session it went wrong. */
export type SessionStage = 'connect' | 'greeting' | 'ehlo' | 'tls' | 'login';

/** Why there is no connection; no fault of any reader. */
export interface ConnectFault {
  readonly stage: SessionStage;
  /** The server's own words, or what happened; never a password. */
  readonly why: string;
  /** It will not mend itself: leave this server out. */
  readonly permanent: boolean;
  /** Milliseconds to leave the server alone before the next attempt. */
  readonly forAtLeast: number;
}

const sentences: Readonly<Record<SessionStage, string>> = {
  connect: 'There is no connection to',
  greeting: 'No welcome from',
  ehlo: 'No mail session with',
  tls: 'No safe (TLS) connection to',
  login: 'The login was not accepted by',
};

/** What to look at, by the step that failed. */
export const connectAdvice: Readonly<Record<SessionStage, string>> = {
  connect: 'Check the name and the port in SMTP_URL, and that this network lets you reach it.',
  greeting: 'Check the port in SMTP_URL: 587 for smtp://, 465 for smtps://.',
  ehlo: 'Ask whoever runs the server whether this machine may send through it.',
  tls: 'The name in SMTP_URL must be the one in the server’s certificate; a certificate of your own is trusted through NODE_EXTRA_CA_CERTS.',
  login: 'Check the user name and the password in SMTP_URL; special characters are written percent-encoded.',
};

/** The fault as a failure that ends a command. `server` is as `describeServer` says it. */
export function connectFailure(server: string, fault: ConnectFault): Failure {
  return new Failure('setup', `smtp/${fault.stage}`, `${sentences[fault.stage]} ${server}: ${fault.why}`, {
    advice: connectAdvice[fault.stage],
    undone: 'Nothing was sent.',
  });
}
