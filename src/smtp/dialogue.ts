import type { Socket } from 'node:net';
import type { Answer } from './judgement.ts';
import { continues, parseReply } from './reply.ts';

/** A line longer than this is no SMTP server's (RFC 5321 s.4.5.3.1.5 allows 512). */
const longestLine = 64 * 1024;
/** A reply of more lines than this is none either. */
const mostLines = 1000;
/** RFC 5321 s.4.5.3.2.5 speaks of blocks of a message: so much is one. */
const blockSize = 64 * 1024;

/** Hears the reply to a command, or the loss of it; called once. */
export type Hear = (answer: Answer) => void;

interface Awaited {
  /** Milliseconds, from when it is the next reply to come and all it answers has left. */
  readonly within: number;
  /** Milliseconds that what it answers may take to leave, from when it is the next reply to come. */
  readonly leaves: number;
  readonly hear: Hear;
  readonly hasLeft: () => boolean;
}

/**
 * Commands out, replies in, over a socket that has been greeted (and upgraded, and logged in). Replies come in
 * the order of the commands, however many are under way.
 */
export class Dialogue {
  readonly #socket: Socket;
  readonly #awaited: Awaited[] = [];
  #said = 0;
  #gathers = false;
  #unfinished = '';
  #lines: string[] = [];
  #lost: string | undefined;
  #isCut = false;
  /** The longest that anything is waited for from now on. */
  #patience = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer rings, and when the next reply is overdue; they differ, as most replies come in time. */
  #rings = 0;
  #due = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk.toString('latin1')));
  }

  /** Whether the line still stands, as far as anybody knows. */
  get isSound(): boolean {
    return this.#lost === undefined && !this.#socket.destroyed;
  }

  /** Whether it was the other side, or the network, that ended it. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Says a command, and who hears its reply. */
  say(command: string, within: number, hear: Hear): void {
    if (this.#lost !== undefined) hear(lost(this.#lost));
    else {
      this.#write(`${command}\r\n`);
      this.#await({ within, leaves: within, hear, hasLeft: () => true });
    }
  }

  /**
   * Says what ends with something that the server answers; `block` is how long, in milliseconds, it may take
   * for each 64 KB of it. Gives a way to ask whether the last byte has left this process.
   */
  pour(
    parts: readonly (Buffer | string)[],
    times: { readonly block: number; readonly within: number },
    hear: Hear,
  ): () => boolean {
    if (this.#lost !== undefined) {
      hear(lost(this.#lost));
      return () => false;
    }
    let left: boolean | undefined;
    for (const part of parts.slice(0, -1)) this.#write(part);
    // Until the socket says so, what is not in its queue may be on its way.
    const hasLeft = () => left ?? this.#socket.writableLength <= this.#said - end;
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const leaves = times.block * Math.ceil(size / blockSize);
    const awaited = { within: times.within, leaves, hear, hasLeft };
    this.#write(parts.at(-1) ?? '', (error) => {
      left = !error;
      if (left && this.#awaited[0] === awaited) this.#watch(awaited);
    });
    const end = this.#said;
    this.#await(awaited);
    return hasLeft;
  }

  /**
   * All that is said before the event loop comes round leaves in one packet, as far as it fits in one (RFC 2920
   * s.3.1). Counts as the socket's queue does.
   */
  #write(part: Buffer | string, taken?: (error?: Error | null) => void): void {
    if (!this.#gathers) {
      this.#gathers = true;
      this.#socket.cork();
      setImmediate(() => {
        this.#gathers = false;
        this.#socket.uncork();
      });
    }
    this.#said += part.length;
    this.#socket.write(part, 'utf8', taken);
  }

  /** Waits no longer than this, in milliseconds, for anything more. */
  hurry(patience: number): void {
    this.#patience = patience;
    const [next] = this.#awaited;
    if (next) this.#watch(next);
  }

  /** The other side, or the network, has ended it. */
  cut(why: string): void {
    if (this.#lost === undefined) this.#isCut = true;
    this.lose(why);
  }

  /** From here on every reply is lost; the first reason stands. */
  lose(why: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = why;
    clearTimeout(this.#timer);
    for (const { hear } of this.#awaited.splice(0)) hear(lost(why));
  }

  #await(awaited: Awaited): void {
    this.#awaited.push(awaited);
    if (this.#awaited.length === 1) this.#watch(awaited);
  }

  /** One timer serves all replies: it is only set anew when it would ring too late. */
  #watch({ within, leaves, hasLeft }: Awaited): void {
    this.#due = performance.now() + Math.min(this.#patience, hasLeft() ? within : leaves);
    if (this.#timer === undefined || this.#due < this.#rings) this.#ringAt(this.#due);
  }

  #ringAt(due: number): void {
    clearTimeout(this.#timer);
    this.#rings = due;
    this.#timer = setTimeout(() => this.#ring(), due - performance.now());
    // The socket keeps the process alive for as long as there is something to wait for.
    this.#timer.unref();
  }

  #ring(): void {
    this.#timer = undefined;
    const [next] = this.#awaited;
    if (!next) return;
    if (performance.now() + 1 < this.#due) this.#ringAt(this.#due);
    else this.lose(this.#overdue(next));
  }

  #overdue({ within, leaves, hasLeft }: Awaited): string {
    const [did, limit] = hasLeft() ? ['said', within] : ['took', leaves];
    return `The server ${did} nothing for ${inWords(Math.min(this.#patience, limit))}`;
  }

  #take(text: string): void {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    if (this.#unfinished.length > longestLine) this.lose('The server sent a line without end');
    for (const line of lines) if (this.#lost === undefined) this.#takeLine(line);
  }

  #takeLine(raw: string): void {
    const line = decode(raw.endsWith('\r') ? raw.slice(0, -1) : raw);
    if (line === '' && this.#lines.length === 0) return;
    this.#lines.push(line);
    if (continues(line) && this.#lines.length < mostLines) return;
    const reply = parseReply(this.#lines);
    this.#lines = [];
    const awaited = this.#awaited.shift();
    if (!reply) {
      if (awaited) this.#awaited.unshift(awaited);
      this.lose('The server answered with something that is not SMTP');
      return;
    }
    const [next] = this.#awaited;
    if (next) this.#watch(next);
    if (awaited) awaited.hear({ kind: 'reply', reply });
    else this.lose('The server spoke without being asked, and ended the session');
  }
}

/** Bytes beyond ASCII are UTF-8 (RFC 6531 s.3.7.4); a line is read whole, so that no character is split. */
function decode(line: string): string {
  return /[\u0080-\u00ff]/.test(line) ? Buffer.from(line, 'latin1').toString('utf8') : line;
}

function lost(why: string): Answer {
  return { kind: 'lost', why };
}

function inWords(milliseconds: number): string {
  return milliseconds >= 60_000
    ? `${Math.round(milliseconds / 60_000)} minutes`
    : `${milliseconds / 1000} seconds`;
}
