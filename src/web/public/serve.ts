import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Failure } from '../../finding/failure.ts';
import { publicApp } from './app.ts';
import type { Site } from './site.ts';

/** Milliseconds. */
const headersWithin = 10_000;
const requestWithin = 30_000;
/** How long a line may be still, as that of a client does who asks and never takes the answer. */
const usuallyStillFor = 60_000;
/** How often it is looked whether one of these is over. */
const lookEvery = 2_000;
/** How long requests may take to end when the server is asked to. */
const leaveWithin = 10_000;
/** How often lines that have become idle are hung up then. */
const hangUpEvery = 50;

export interface Served {
  /** `http://127.0.0.1:8025`. */
  readonly address: string;
  /** Takes no more requests and lets those that are there finish. */
  close(): Promise<void>;
}

export interface Where {
  readonly host: string;
  readonly port: number;
  /** Milliseconds; a minute otherwise. */
  readonly stillFor?: number;
}

/** Serves the public pages behind a reverse proxy. @throws {Failure} `serve/port` */
export async function startSite(
  site: Site,
  { host, port, stillFor = usuallyStillFor }: Where,
): Promise<Served> {
  const serverOptions = {
    headersTimeout: headersWithin,
    requestTimeout: requestWithin,
    connectionsCheckingInterval: lookEvery,
  };
  const server = createAdaptorServer({ fetch: publicApp(site).fetch, serverOptions }) as Server;
  server.setTimeout(stillFor);
  await listen(server, host, port);
  const bound = server.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return { address: `http://${name}:${bound.port}`, close: () => close(server) };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Failure('setup', 'serve/port', `Nothing can be served at ${host}, port ${port}`, {
      advice: 'Another program may use the port: name another one with --port.',
      undone: 'No page is served.',
      cause,
    });
  }
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  // A line whose last request is answered would be kept open for another one.
  const idle = setInterval(() => server.closeIdleConnections(), hangUpEvery);
  const late = setTimeout(() => server.closeAllConnections(), leaveWithin);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
