import { isIP } from 'node:net';
import { type ConnectFault, connectAdvice } from '../smtp/connect-fault.ts';
import type { Probe, SeenSession, SeenTls } from '../smtp/probe.ts';
import { describeServer, isLoopback, type ServerAddress } from '../smtp/server-url.ts';
import type { Answer } from './dns/zone.ts';
import { type Observation, ok, unasked, warning, wrong } from './observation.ts';

/** A server that mail goes out through, and all that was seen of it. */
export interface SeenServer {
  readonly name: string;
  readonly address: ServerAddress;
  /** The variable with its address, such as SMTP_URL. */
  readonly variable: string;
  /** What the DNS says of its name. */
  readonly addresses: Answer<string>;
  readonly probe: Probe;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const day = 86_400_000;

/** A certificate that ends sooner is worth a word. */
const soon = 14 * day;

/** Each step of a session with a server, as far as it went. */
export function judgeServer(server: SeenServer): Observation[] {
  const { session, fault } = server.probe;
  const steps = [judgeName(server), judgeConnection(server)];
  if (!session) return fault?.stage === 'tls' ? [...steps, ofFault(server, fault)] : steps;
  return [...steps, judgeTls(server, session.tls), judgeOffers(server, session), judgeLogin(server)];
}

function judgeName({ name, address, addresses, probe, variable }: SeenServer): Observation {
  const what = `${name}: name`;
  const { host } = address;
  if (isIP(host) || isLoopback(address)) return ok(what, `${host} needs no name server`);
  if (addresses.kind === 'found') return ok(what, `${host} is ${addresses.values.join(', ')}`);
  if (probe.fault?.stage !== 'connect')
    return ok(what, `${host} is known to this machine, though not to the DNS`);
  if (addresses.kind === 'failed') return unasked(what, `${host}: ${addresses.why}`);
  return wrong(what, `there is no machine called ${host}`, { advice: `Check the name in ${variable}.` });
}

function judgeConnection(server: SeenServer): Observation {
  const { fault, session } = server.probe;
  const early = fault && !session && fault.stage !== 'tls';
  return early ? ofFault(server, fault) : ok(`${server.name}: connection`, describeServer(server.address));
}

const steps: Readonly<Record<ConnectFault['stage'], string>> = {
  connect: 'connection',
  greeting: 'greeting',
  ehlo: 'EHLO',
  tls: 'TLS',
  login: 'login',
};

/** A server that says “later” (4xx) is no fault of the settings. */
function ofFault({ name, variable }: SeenServer, fault: ConnectFault): Observation {
  const verdict = /^4\d\d\b/.test(fault.why) ? warning : wrong;
  return verdict(`${name}: ${steps[fault.stage]}`, fault.why, { advice: connectAdvice(fault, variable) });
}

function judgeTls({ name, address, variable, now }: SeenServer, tls: SeenTls | undefined): Observation {
  const what = `${name}: TLS`;
  if (!tls) return withoutTls(what, address, variable);
  const left = Math.floor((tls.validTo - now) / day);
  const detail = `${tls.version}, certificate for ${tls.names.slice(0, 3).join(', ')}, ${left} days left`;
  if (tls.validTo - now >= soon) return ok(what, detail);
  return warning(what, detail, {
    advice: 'Let it be renewed: once it has ended, no mail goes through this server.',
  });
}

function withoutTls(what: string, address: ServerAddress, variable: string): Observation {
  if (isLoopback(address))
    return ok(what, 'none; the server is this machine, and nobody in between could listen');
  return warning(what, 'the server offers none: mail can be read on its way to it', {
    advice: `Use a server with TLS in ${variable}.`,
  });
}

const worthNaming = [
  'PIPELINING',
  'CHUNKING',
  'SIZE',
  '8BITMIME',
  'SMTPUTF8',
  'ENHANCEDSTATUSCODES',
  'LIMITS',
];

function judgeOffers({ name }: SeenServer, { offers }: SeenSession): Observation {
  const named = offers
    .filter(([keyword = '']) => worthNaming.includes(keyword))
    .map((line) => line.join(' '));
  if (named.length > 0) return ok(`${name}: offers`, named.join(', '));
  return warning(`${name}: offers`, 'nothing beyond the oldest SMTP: one command at a time', {
    advice: 'Mail will go out, and slowly.',
  });
}

function judgeLogin(server: SeenServer): Observation {
  const { name, address, probe } = server;
  if (probe.fault) return ofFault(server, probe.fault);
  return ok(`${name}: login`, address.login ? 'accepted' : 'none in the address');
}
