import type { Fault } from './fault.ts';

export interface TakenMessage {
  readonly from: string;
  /** The recipients that were agreed to. */
  readonly to: readonly string[];
  /** Without angle brackets; empty when it has none. */
  readonly messageId: string;
  /** Dots unstuffed, without the final one; a character a byte. */
  readonly raw: string;
  readonly connection: number;
  readonly by: 'DATA' | 'BDAT';
}

/** A command as it was heard; the final dot is one too. */
export interface HeardCommand {
  readonly connection: number;
  readonly text: string;
  /** Its first byte was there before the reply to the command before it had left. */
  readonly pipelined: boolean;
  /** What it was answered, once that has left in full; what a client can know of it. */
  reply?: string;
}

/** A fault of the client's, with the number of the command it was seen at, among all commands. */
export interface SeenFault {
  readonly connection: number;
  readonly command: number;
  readonly fault: Fault;
  readonly words: string;
}

/** What all sessions of a server saw, in order. */
export class Journal {
  readonly taken: TakenMessage[] = [];
  readonly heard: string[] = [];
  readonly commands: HeardCommand[] = [];
  readonly faults: SeenFault[] = [];
  readonly #times = new Map<string, number>();

  hear(connection: number, text: string, pipelined: boolean): HeardCommand {
    const command: HeardCommand = { connection, text, pipelined };
    this.heard.push(text);
    this.commands.push(command);
    return command;
  }

  blame(connection: number, fault: Fault, words: string): void {
    this.faults.push({ connection, command: this.commands.length - 1, fault, words });
  }

  take(message: TakenMessage): void {
    this.taken.push(message);
    this.#times.set(message.messageId, this.timesTaken(message.messageId) + 1);
  }

  timesTaken(messageId: string): number {
    return this.#times.get(bare(messageId)) ?? 0;
  }
}

/**
 * Messages whose `To:` is not the one recipient of their envelope: a body that went to the wrong reader. A
 * message without a `To:` is one of them too.
 */
export function misdelivered(taken: readonly TakenMessage[]): readonly TakenMessage[] {
  return taken.filter(({ raw, to }) => {
    const named = addressIn(header(raw, 'To'));
    return to.length !== 1 || named.toLowerCase() !== to[0]?.toLowerCase();
  });
}

export function messageIdOf(raw: string): string {
  return bare(header(raw, 'Message-ID').trim().split(/\s/, 1)[0] ?? '');
}

/** A header's value, unfolded; empty when there is none. */
function header(raw: string, name: string): string {
  const end = raw.indexOf('\r\n\r\n');
  const headers = `\r\n${end === -1 ? raw : raw.slice(0, end)}`.replace(/\r\n(?=[ \t])/g, '');
  const value = new RegExp(`\\r\\n${name}:([^\\r\\n]*)`, 'i').exec(headers)?.[1] ?? '';
  return Buffer.from(value, 'latin1').toString();
}

function addressIn(value: string): string {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.trim();
}

function bare(messageId: string): string {
  return messageId.replace(/^<|>$/g, '');
}
