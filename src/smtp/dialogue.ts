import type { Socket } from 'node:net';
import type { Answer } from './judgement.ts';
import { continues, parseReply } from './reply.ts';

/** A line longer than this is no SMTP server's (RFC 5321 s.4.5.3.1.5 allows 512). */
const longestLine = 64 * 1024;

/** Commands out, replies in, over a socket that has been greeted (and upgraded, and logged in). */
export class Dialogue {
  readonly #socket: Socket;
  readonly #answers: Answer[] = [];
  readonly #decoder = new TextDecoder();
  #unfinished = '';
  #lines: string[] = [];
  #lost: string | undefined;
  #waiting: ((answer: Answer) => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(this.#decoder.decode(chunk, { stream: true })));
  }

  /** Whether the line still stands and the server said nothing that it was not asked. */
  get isSound(): boolean {
    return this.#lost === undefined && this.#answers.length === 0 && !this.#socket.destroyed;
  }

  /** From here on every answer is a loss; the first reason stands. */
  lose(why: string): void {
    this.#lost ??= why;
    this.#waiting?.(this.#loss());
  }

  /** Commands in one write, so that a pipelined group leaves in one packet (RFC 2920). */
  say(...commands: readonly string[]): void {
    if (this.#lost === undefined) this.#socket.write(commands.map((command) => `${command}\r\n`).join(''));
  }

  /** Bytes; true once they have left this process, false when they could not within `timeout` milliseconds. */
  pour(bytes: Buffer, timeout: number): Promise<boolean> {
    if (this.#lost !== undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.lose(`The server took nothing for ${inWords(timeout)}`);
        resolve(false);
      }, timeout);
      this.#socket.write(bytes, (error) => {
        clearTimeout(timer);
        resolve(!error);
      });
    });
  }

  /** The next reply, in the order of the commands, or the loss of it. */
  hear(timeout: number): Promise<Answer> {
    const ready = this.#answers.shift();
    if (ready) return Promise.resolve(ready);
    if (this.#lost !== undefined) return Promise.resolve(this.#loss());
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.lose(`The server said nothing for ${inWords(timeout)}`), timeout);
      this.#waiting = (answer) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(answer);
      };
    });
  }

  #take(text: string): void {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    if (this.#unfinished.length > longestLine) this.lose('The server sent a line without end');
    for (const line of lines) this.#takeLine(line.replace(/\r$/, ''));
  }

  #takeLine(line: string): void {
    if (line === '' && this.#lines.length === 0) return;
    this.#lines.push(line);
    if (continues(line) && this.#lines.length < 1000) return;
    const reply = parseReply(this.#lines);
    this.#lines = [];
    if (!reply) this.lose('The server answered with something that is not SMTP');
    else if (this.#waiting) this.#waiting({ kind: 'reply', reply });
    else this.#answers.push({ kind: 'reply', reply });
  }

  #loss(): Answer {
    return { kind: 'lost', why: this.#lost ?? 'The connection was closed' };
  }
}

function inWords(milliseconds: number): string {
  return milliseconds >= 60_000
    ? `${Math.round(milliseconds / 60_000)} minutes`
    : `${milliseconds / 1000} seconds`;
}
