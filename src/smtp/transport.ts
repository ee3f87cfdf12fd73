import type { Message } from '../message/message.ts';
import { Abilities } from './abilities.ts';
import type { ConnectFault } from './connect-fault.ts';
import type { Outcome } from './outcome.ts';
import { describeServer, parseServerUrl } from './server-url.ts';
import { patient, type Timeouts } from './timeouts.ts';

/** One open session with a server: the seam between the engine and the wire. */
export interface Transport {
  /** False once the line is gone or its state is unclear; open another one then. */
  readonly isOpen: boolean;
  /**
   * How many more messages may be handed to it now: one where the server takes one command at a time, a few
   * where it takes more. Those that are under way bound what can become unknown.
   */
  readonly room: number;
  /**
   * Hands over one message and says what became of it; never throws for what a server or a network does. Where
   * the line is closed meanwhile, it is put back, or unknown once its end has left. One that had to wait for the
   * line is put back where `mayStillGo` says no just before its first byte.
   */
  deliver(message: Message, mayStillGo?: () => boolean): Promise<Outcome>;
  /** What waits and was not begun is put back. */
  recall(): void;
  /** Takes leave (QUIT) and closes. */
  quit(): Promise<void>;
  /** Drops the line at once. */
  close(): void;
}

/** A server that sessions can be opened with. */
export interface Server {
  readonly name: string;
  /** `smtp.example.com:587, TLS, with a login`; no secrets. */
  readonly describe: string;
  connect(signal?: AbortSignal): Promise<Connected>;
}

export type Connected =
  | { readonly ok: true; readonly transport: Transport }
  | { readonly ok: false; readonly fault: ConnectFault };

export interface ServerSettings {
  readonly name: string;
  /** `smtp://…`, as `parseServerUrl` reads it. */
  readonly url: string;
  /** Certificates (PEM) to trust besides the well-known ones. */
  readonly ca?: string;
  readonly timeouts?: Timeouts;
  /** Messages under way on one line where the server offers CHUNKING; 8 otherwise. */
  readonly window?: number;
}

/** Enough to fill the line to a server that is 40 ms away, few enough to ask after if it breaks. */
const usualWindow = 8;

/** A server ready to be connected to; nothing is sent yet. @throws {Failure} `smtp/url`. */
export function openServer(settings: ServerSettings): Server {
  const { name, url, ca, timeouts = patient, window = usualWindow } = settings;
  const address = parseServerUrl(url);
  const abilities = new Abilities();
  return {
    name,
    describe: describeServer(address),
    connect: async (signal) => {
      const { connect } = await import('./connect.ts');
      return connect({ address, ca, timeouts, window, abilities }, signal);
    },
  };
}
