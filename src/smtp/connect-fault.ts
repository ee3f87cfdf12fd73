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

/** What to look at after a fault; `setting` is the variable that holds the server’s address, such as `SMTP_URL`. */
export function connectAdvice({ stage }: ConnectFault, setting: string): string {
  switch (stage) {
    case 'connect':
      return `Check the name and the port in ${setting}, and that this network lets you reach it.`;
    case 'greeting':
      return `Check the port in ${setting}: 587 for smtp://, 465 for smtps://.`;
    case 'ehlo':
      return 'Ask whoever runs the server whether this machine may send through it.';
    case 'tls':
      return `The name in ${setting} must be the one in the server’s certificate; a certificate of your own is trusted through NODE_EXTRA_CA_CERTS.`;
    case 'login':
      return `Check the user name and the password in ${setting}; special characters are written percent-encoded.`;
  }
}

/**
 * The fault as a failure that ends a command. `server` is as `describeServer` says it, `setting` the variable
 * that holds its address.
 */
export function connectFailure(server: string, fault: ConnectFault, setting: string): Failure {
  return new Failure('setup', `smtp/${fault.stage}`, `${sentences[fault.stage]} ${server}: ${fault.why}`, {
    advice: connectAdvice(fault, setting),
    undone: 'Nothing was sent.',
  });
}
