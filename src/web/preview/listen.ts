import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../../finding/failure.ts';

/** How many ports are tried, one after the other. */
const tries = 20;

/**
 * Listens on 127.0.0.1 at this port or, when it is taken, one of the next; 0 takes any. Gives the port.
 * @throws {Failure} `preview/port`
 */
export async function listenNear(server: Server, port: number): Promise<number> {
  for (let next = port; next < port + tries && next <= 65_535; next += 1) {
    const bound = await listen(server, next);
    if (bound !== undefined) return bound;
  }
  throw new Failure('usage', 'preview/port', `The preview cannot listen on port ${port} or the next ones`, {
    advice: 'Name another one between 1024 and 65535, or let a free one be taken: --port 0.',
  });
}

/** The port, or nothing when it is taken or not ours to take. */
function listen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    };
    server.once('error', refused);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Ends at once: open pages hold their streams for ever. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
