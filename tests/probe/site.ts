import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { AskWeb } from '../../src/probe/question.ts';
import { openWeb, type WebOptions } from '../../src/probe/web.ts';
import type { Certificate } from './certificate.ts';

/** What a page answers: a status, and headers. */
type Page = readonly [status: number, headers?: Readonly<Record<string, string>>];
/** By method and path, or by path for every method; anything else is answered 404. */
export type Pages = Readonly<Record<string, Page | readonly Page[] | RequestListener>>;

/** A site on loopback that notes what it was asked. */
export interface Site {
  readonly port: number;
  readonly asked: string[];
  readonly requests: IncomingMessage[];
  readonly close: () => Promise<void>;
}

export async function openSite(pages: Pages, certificate?: Certificate): Promise<Site> {
  const [asked, requests]: [string[], IncomingMessage[]] = [[], []];
  const answer: RequestListener = (request, response) => {
    const line = `${request.method} ${request.url}`;
    asked.push(line);
    requests.push(request);
    const page = pages[line] ?? pages[request.url ?? ''] ?? [404];
    if (typeof page === 'function') return page(request, response);
    const several = (Array.isArray(page[0]) ? page : [page]) as readonly Page[];
    const turn = asked.filter((one) => one === line).length - 1;
    const [status, headers = {}] = several[Math.min(turn, several.length - 1)] as Page;
    response.writeHead(status, headers).end();
  };
  const server: Server = certificate ? createSecureServer({ ...certificate }, answer) : createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, asked, requests, close };
}

/** Every name of example.org leads to this machine; no other name exists. */
const toLoopback = ((name: string, _: object, done: Parameters<LookupFunction>[2]) => {
  if (/(?:^|\.)example\.org$/.test(name)) return done(null, [{ address: '127.0.0.1', family: 4 }]);
  return done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
}) as unknown as NonNullable<WebOptions['lookup']>;

/** The web as far as these sites go: this machine may be asked here, and only here. */
export function webOfSites(options: Partial<WebOptions> = {}): AskWeb {
  return openWeb({ userAgent: 'Pennypost/test', isPrivate: () => false, lookup: toLoopback, ...options });
}
