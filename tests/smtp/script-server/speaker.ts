import type { Socket } from 'node:net';
import { type Move, steps } from './move.ts';
import type { Manner } from './script.ts';

/** One thing done on the socket, not before its time and not before those ahead of it. */
interface Act {
  readonly due: number;
  readonly run: () => void;
}

/** Milliseconds for which replies are held so that several leave together. */
const held = 3;

/** Replies on their way out, in order, whole or in pieces. */
export class Speaker {
  readonly #latency: number;
  readonly #manner: Manner;
  readonly #onWord: () => void;
  readonly #acts: Act[] = [];
  #socket: Socket;
  #timer: NodeJS.Timeout | undefined;
  readonly #held: { readonly text: string; readonly said: () => void }[] = [];

  /** `onWord` is told whenever a reply has left. */
  constructor(socket: Socket, latency: number, manner: Manner, onWord: () => void) {
    this.#socket = socket;
    this.#latency = latency;
    this.#manner = manner;
    this.#onWord = onWord;
  }

  /** The same connection, encrypted from here on. */
  moveTo(socket: Socket): void {
    this.#socket = socket;
  }

  /** Something that was to be said has not left yet. */
  get isSpeaking(): boolean {
    return this.#acts.length > 0 || this.#held.length > 0;
  }

  /** `note` is told of every reply that has left in full; `after` is done when all is said. */
  perform(move: Move, note: (reply: string) => void = () => undefined, after?: () => void): void {
    let due = performance.now() + this.#latency;
    for (const step of steps(move)) {
      if (step.kind === 'wait') due += step.milliseconds;
      else for (const run of this.#actsOf(step, note)) this.#acts.push({ due, run });
    }
    if (after) this.#acts.push({ due, run: () => this.#release() }, { due, run: after });
    this.#run();
  }

  #run(): void {
    clearTimeout(this.#timer);
    for (let act = this.#acts[0]; act; act = this.#acts[0]) {
      const left = act.due - performance.now();
      if (left > 0) {
        this.#timer = setTimeout(() => this.#run(), Math.ceil(left));
        return;
      }
      this.#acts.shift();
      act.run();
    }
  }

  #actsOf(step: Move, note: (reply: string) => void): (() => void)[] {
    if (step.kind === 'say') {
      const text = `${step.reply.replaceAll('\n', '\r\n')}\r\n`;
      const saying = this.#saying(text, () => note(step.reply));
      return step.reply.startsWith('421') ? [...saying, this.#end] : saying;
    }
    if (step.kind === 'sayRaw') return this.#saying(step.text);
    if (step.kind === 'sayHalf') return [...this.#saying(step.reply), this.#end];
    if (step.kind === 'sayForEver') return [() => this.#sayForEver()];
    if (step.kind === 'close') return [this.#end];
    if (step.kind === 'hangUp' || step.kind === 'takeAndHangUp') return [() => this.#socket.destroy()];
    return [];
  }

  #saying(text: string, said: () => void = () => undefined): (() => void)[] {
    if (this.#manner === 'together') return [() => this.#hold(text, said)];
    const pieces = inPieces(text, this.#manner);
    return pieces.flatMap((piece, i) => {
      const isLast = i === pieces.length - 1;
      const write = () => {
        this.#socket.write(piece);
        if (!isLast) return;
        said();
        this.#onWord();
      };
      return isLast ? [write] : [write, () => this.#breathe()];
    });
  }

  /** Lets the event loop turn, so that the pieces before and after are read one by one. */
  #breathe(): void {
    this.#acts.unshift({ due: performance.now() + 1, run: () => undefined });
  }

  #hold(text: string, said: () => void): void {
    if (this.#held.length === 0) setTimeout(() => this.#release(), held);
    this.#held.push({ text, said });
  }

  #release(): void {
    if (this.#held.length === 0 || this.#socket.destroyed) return;
    const releasing = this.#held.splice(0);
    this.#socket.write(releasing.map(({ text }) => text).join(''));
    for (const { said } of releasing) said();
    this.#onWord();
  }

  readonly #end = (): void => {
    this.#release();
    this.#socket.end();
  };

  #sayForEver(): void {
    const socket = this.#socket;
    const more = () => {
      while (!socket.destroyed && socket.write('250-and so on '.repeat(1000)));
    };
    socket.on('drain', more);
    more();
  }
}

function inPieces(text: string, manner: Manner): readonly string[] {
  if (manner === 'bytes') return [...text];
  if (manner === 'halfLineEnds') return text.split(/(?<=\r)(?=\n)/);
  if (manner === 'halfLines') {
    const lines = text.split(/(?<=\n)/);
    return lines.flatMap((line) => [line.slice(0, line.length >> 1), line.slice(line.length >> 1)]);
  }
  return [text];
}
