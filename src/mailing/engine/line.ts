import type { ConnectFault } from '../../smtp/connect-fault.ts';
import type { Server, Transport } from '../../smtp/transport.ts';

/** One worker's connection, opened when it is needed and opened again when it is lost. */
export class Line {
  readonly #server: Server;
  #transport: Transport | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  get isOpen(): boolean {
    return this.#transport?.isOpen === true;
  }

  async open(
    signal?: AbortSignal,
  ): Promise<{ ok: true; transport: Transport } | { ok: false; fault: ConnectFault }> {
    if (this.#transport?.isOpen) return { ok: true, transport: this.#transport };
    const connected = await this.#server.connect(signal);
    if (connected.ok) this.#transport = connected.transport;
    return connected;
  }

  /** What the server has not been told of yet comes back. */
  recall(): void {
    this.#transport?.recall();
  }

  /** Takes leave of the server. */
  async quit(): Promise<void> {
    const transport = this.#transport;
    this.#transport = undefined;
    if (transport?.isOpen) await transport.quit();
  }

  /** Ends at once, without a word. */
  drop(): void {
    this.#transport?.close();
    this.#transport = undefined;
  }
}
