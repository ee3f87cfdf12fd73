import { connect, type Socket } from 'node:net';

/** A client that writes what it likes, when it likes. */
export interface RawClient {
  write(text: string | Buffer): void;
  /** All that has come so far. */
  heard(): string;
  /** Resolves once what has come fits. */
  until(what: RegExp): Promise<string>;
  /** Resolves once the server has hung up. */
  readonly ended: Promise<void>;
  close(): void;
}

export function rawClient(address: string): Promise<RawClient> {
  const { hostname, port } = new URL(address);
  const socket: Socket = connect(Number(port), hostname);
  let text = '';
  const looks = new Set<() => void>();
  socket.setEncoding('utf8').on('data', (more) => {
    text += more;
    for (const look of looks) look();
  });
  socket.on('error', () => undefined);
  const ended = new Promise<void>((done) => socket.on('close', () => done()));
  const client: RawClient = {
    write: (more) => void socket.write(more),
    heard: () => text,
    until: (what) =>
      new Promise((found, lost) => {
        const look = (): void => {
          if (!what.test(text)) return;
          looks.delete(look);
          found(text);
        };
        looks.add(look);
        void ended.then(() => lost(new Error(`the server hung up after ${text}`)));
        look();
      }),
    ended,
    close: () => socket.destroy(),
  };
  return new Promise((ready, failed) => {
    socket.once('connect', () => ready(client)).once('error', failed);
  });
}
