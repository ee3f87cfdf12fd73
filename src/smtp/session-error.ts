import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ConnectFault, SessionStage } from './connect-fault.ts';
import { slowdown } from './judgement.ts';
import { redact } from './redact.ts';
import { describeReply, parseReply, type Reply } from './reply.ts';
import type { Login } from './server-url.ts';

/** What nodemailer says about a session that did not come about. */
interface SessionError extends Error {
  readonly code?: string;
  /** The system's own code, when nodemailer has replaced it: `ECONNREFUSED`. */
  readonly originalCode?: string;
  readonly command?: string;
  readonly response?: string;
  readonly timeoutType?: string;
}

/** Milliseconds before the next attempt, where the server did not ask for more. */
const pause = 10_000;

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on that port',
  ECONNRESET: 'the server broke the connection off',
  ENOTFOUND: 'there is no machine of that name',
  EDNS: 'the name could not be looked up',
  ETIMEDOUT: 'there was no answer in time',
  EHOSTUNREACH: 'the machine cannot be reached from here',
  ENETUNREACH: 'the network cannot be reached from here',
};

/** Faults of a certificate do not mend themselves within a mailing. */
const certificateFaults: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that this machine does not trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that this machine does not trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate comes from an authority that this machine does not trust',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** The step that failed while a session was being opened, before any login. */
export function stageOf(error: SessionError, session: SMTPConnection): SessionStage {
  if (isTls(error)) return 'tls';
  if (session.stage === 'init') return 'connect';
  if (error.command === 'EHLO' || error.command === 'HELO') return 'ehlo';
  return error.response || session.lastServerResponse === false ? 'greeting' : 'ehlo';
}

/** The error as a value, without the password, whatever the server repeated of it. */
export function faultOf(stage: SessionStage, error: SessionError, login: Login | undefined): ConnectFault {
  const reply = error.response === undefined ? undefined : parseReply(error.response.split(/\r?\n/));
  const slow = reply && slowdown(reply);
  return {
    stage,
    why: redact(reply ? describeReply(reply) : inWords(error), login?.password, login?.user),
    permanent: !slow && isPermanent(error, reply),
    forAtLeast: slow?.forAtLeast ?? pause,
  };
}

function isPermanent(error: SessionError, reply: Reply | undefined): boolean {
  if (reply) return reply.code >= 500;
  return codesOf(error).some((code) => code in certificateFaults);
}

function isTls(error: SessionError): boolean {
  if (error.command === 'STARTTLS' || error.timeoutType === 'UPGRADE_TIMEOUT') return true;
  return codesOf(error).some(
    (code) => code === 'ETLS' || code in certificateFaults || /^ERR_(SSL|TLS)/.test(code),
  );
}

function inWords(error: SessionError): string {
  const known = codesOf(error).map((code) => certificateFaults[code] ?? sentences[code]);
  const sentence = known.find((words) => words !== undefined);
  if (sentence !== undefined) return sentence;
  if (error.response !== undefined) return `it says “${excerpt(error.response)}”, which is not SMTP`;
  // OpenSSL's own words, for a server that answers TLS with something else.
  if (/wrong version number|packet length too long|unknown protocol/i.test(error.message)) {
    return 'it speaks no TLS on this port; smtps:// is for port 465, smtp:// for 587';
  }
  return error.message.trim();
}

/** The beginning of what something that is no mail server says. */
function excerpt(said: string): string {
  return said
    .slice(0, 60)
    .replace(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, ' ')
    .trim();
}

/** The system's code says more than nodemailer's. */
function codesOf({ originalCode, code }: SessionError): string[] {
  return [originalCode, code].filter((known) => known !== undefined);
}
