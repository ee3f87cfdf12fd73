import type { Extensions } from './extensions.ts';

/** How messages go over a line. */
export type Manner =
  /** One command, one reply. */
  | 'one by one'
  /** The envelope at once, and with the end of the message before it: one round trip a message (RFC 2920). */
  | 'overlapped'
  /** Envelope and message at once, several messages behind each other (RFC 3030). */
  | 'chunked';

/** What a server has shown that it can, over all sessions with it; what it offers is only a promise. */
export class Abilities {
  #pipelining: 'untried' | 'proven' | 'broken' = 'untried';
  #chunks = true;

  mannerFor({ pipelining, chunking }: Extensions): Manner {
    if (!pipelining || this.#pipelining === 'broken') return 'one by one';
    return chunking && this.#chunks ? 'chunked' : 'overlapped';
  }

  /** A message whose envelope was said at once was answered to its end. */
  pipelined(): void {
    if (this.#pipelining === 'untried') this.#pipelining = 'proven';
  }

  /**
   * A line was lost, or the server complained, in the middle of such an envelope. Unless it had worked before,
   * the server is spoken to command by command from here on; true then.
   */
  lostStep(): boolean {
    if (this.#pipelining === 'untried') this.#pipelining = 'broken';
    return this.#pipelining === 'broken';
  }

  /** The server offers CHUNKING and does not know BDAT. */
  refusedChunks(): void {
    this.#chunks = false;
  }
}
