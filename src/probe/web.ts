import { lookup } from 'node:dns';
import { type ClientRequest, Agent as HttpAgent, request as overHttp, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress, isPrivateHost } from '../check/links/private-host.ts';
import type { AskWeb, Question, Reply, Silence } from './question.ts';

/** The longest that a server may take to answer; milliseconds. */
const patience = 15_000;

/** Each address of a host has so long to take the connection before the next is tried; milliseconds. */
const attempt = 2500;

export interface WebOptions {
  /** Who asks, as servers note it. */
  readonly userAgent: string;
  /** Whether a host or an IP address is never to be asked; those of this machine and its networks otherwise. */
  readonly isPrivate?: (hostOrAddress: string) => boolean;
  /** How names become addresses; by the system otherwise. */
  readonly lookup?: typeof lookup;
  /** Whom to trust besides, in PEM. */
  readonly ca?: string;
  readonly patience?: number;
}

/** The real web. A server is asked over one line, which is kept open for its next question. */
export function openWeb(options: WebOptions): AskWeb {
  const keep = { keepAlive: true, maxSockets: 1, autoSelectFamilyAttemptTimeout: attempt };
  const ways = { 'http:': new HttpAgent(keep), 'https:': new HttpsAgent(keep) };
  const isPrivate = options.isPrivate ?? ((name) => isPrivateHost(name) || isPrivateAddress(name));
  return async ({ url, method }) => {
    if (isPrivate(url.hostname)) return { kind: 'silence', why: 'private' };
    const secure = url.protocol === 'https:';
    const request = {
      ...addressOf(url),
      method,
      agent: ways[secure ? 'https:' : 'http:'],
      lookup: publicLookup(isPrivate, options.lookup ?? lookup),
      headers: headersOf(method, options.userAgent),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    };
    return replyTo(secure ? overHttps(request) : overHttp(request), options.patience ?? patience);
  };
}

/** Where to ask; a name and a password that stand in an address are not sent. */
function addressOf({ hostname, port, pathname, search }: Question['url']): RequestOptions {
  return { host: hostname.replace(/^\[|\]$/g, ''), port, path: `${pathname}${search}` };
}

/** Of a whole page only its first byte is asked for. */
function headersOf(method: Question['method'], userAgent: string): Record<string, string> {
  const common = { 'User-Agent': userAgent, Accept: '*/*', 'Accept-Encoding': 'identity' };
  return method === 'GET' ? { ...common, Range: 'bytes=0-0' } : common;
}

/** A name of the web may lead into one’s own network: its addresses are looked at before anything is sent. */
function publicLookup(isPrivate: (address: string) => boolean, ask: typeof lookup): LookupFunction {
  return (hostname, options, done) => {
    ask(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return done(error ?? coded('ENOTFOUND'), '', 0);
      if (addresses.some(({ address }) => isPrivate(address))) return done(coded('PRIVATE'), '', 0);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

function replyTo(request: ClientRequest, patience: number): Promise<Reply> {
  return new Promise((settle) => {
    const timer = setTimeout(() => request.destroy(coded('TIMEOUT')), patience);
    const end = (reply: Reply) => {
      clearTimeout(timer);
      settle(reply);
    };
    request.on('error', (error) => end({ kind: 'silence', why: silenceOf(error) }));
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      // A line is kept only behind a HEAD: of a page nothing more is read.
      if (request.method === 'HEAD') response.resume();
      else response.destroy();
      end({ kind: 'answer', status, location: headers.location, retryAfter: headers['retry-after'] });
    });
    request.end();
  });
}

const silences: Readonly<Record<string, Silence>> = {
  PRIVATE: 'private',
  TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'noHost',
  EAI_AGAIN: 'noNetwork',
  ENETUNREACH: 'noNetwork',
  ENETDOWN: 'noNetwork',
  ECONNREFUSED: 'refused',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'otherName',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'selfSigned',
  SELF_SIGNED_CERT_IN_CHAIN: 'issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'issuer',
};

/** Where a host has several addresses, each failed; one in a network that this machine does not have says least. */
function silenceOf(error: NodeJS.ErrnoException): Silence {
  const errors: readonly NodeJS.ErrnoException[] = error instanceof AggregateError ? error.errors : [error];
  const whys = errors.map(({ code = '' }) => silences[code] ?? 'broken');
  return whys.find((why) => why !== 'noNetwork') ?? 'noNetwork';
}
