import type { Message } from '../message/message.ts';
import type { ConnectFault } from './connect-fault.ts';
import type { Outcome } from './outcome.ts';
import { describeServer, parseServerUrl } from './server-url.ts';
import { patient, type Timeouts } from './timeouts.ts';

/** One open session with a server: the seam between the engine and the wire. */
export interface Transport {
  /** False once the line is gone or its state is unclear; open another one then. */
  readonly isOpen: boolean;
  /**
   * Hands over one message and says what became of it; never throws for what a server or a network does.
   * One at a time. An abort drops the line: the message is put back, or unknown once the final dot left.
   */
  deliver(message: Message, signal?: AbortSignal): Promise<Outcome>;
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
}

/** A server ready to be connected to; nothing is sent yet. @throws {Failure} `smtp/url`. */
export function openServer({ name, url, ca, timeouts = patient }: ServerSettings): Server {
  const address = parseServerUrl(url);
  return {
    name,
    describe: describeServer(address),
    connect: async (signal) => {
      const { connect } = await import('./connect.ts');
      return connect({ address, ca, timeouts }, signal);
    },
  };
}
