import { randomUUID } from 'node:crypto';
import type { Signer } from '../message/dkim/signer.ts';
import type { Message } from '../message/message.ts';
import { composeNotice, type Notice, type NoticeSender } from '../message/notice.ts';
import type { Server } from '../smtp/transport.ts';
import { signCopy } from './copy.ts';
import { Line } from './engine/line.ts';

/** What it takes to mail notices. */
export interface NoticeParts {
  readonly server: Server;
  readonly sender: NoticeSender;
  readonly signer: Signer | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told, in words and without any address, of what could not be mailed. */
  readonly onTrouble: (why: string) => void;
}

/** When a notice that was put off is tried again: greylisting wants some minutes. Milliseconds. */
const patience: readonly number[] = [60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000, 4 * 60 * 60_000];
/** More than these wait only when somebody floods the forms; they are dropped. */
const mostWaiting = 5_000;
/** How long an end waits for the notice that is under way. */
const leaveWithin = 5_000;

interface Waiting {
  readonly message: Message;
  readonly dueAt: number;
  readonly tries: number;
}

/**
 * Mails notices one after the other over one connection, so that no page has to wait for a server. What waits is
 * kept in memory: who asked asks again if the process ends first.
 */
export class Notices {
  readonly #parts: NoticeParts;
  readonly #line: Line;
  #waiting: readonly Waiting[] = [];
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(parts: NoticeParts) {
    this.#parts = parts;
    this.#line = new Line(parts.server);
  }

  /** Takes a notice to be mailed as soon as may be; never fails. */
  readonly send = (notice: Notice): void => {
    void this.#take(notice).catch((error: unknown) => this.#parts.onTrouble(`not made: ${String(error)}`));
  };

  /** Ends after the notice that is under way; gives how many were not mailed. */
  async close(): Promise<number> {
    this.#ended = true;
    clearTimeout(this.#timer);
    const late = setTimeout(() => this.#line.drop(), leaveWithin);
    await this.#running;
    clearTimeout(late);
    return this.#waiting.length;
  }

  async #take(notice: Notice): Promise<void> {
    const { sender, signer, now, onTrouble } = this.#parts;
    if (this.#waiting.length >= mostWaiting) return onTrouble('dropped: too many wait');
    const copy = composeNotice(sender, notice, { id: randomUUID(), date: new Date(now()) });
    const message = signer ? await signCopy(signer, copy) : copy;
    this.#waiting = [...this.#waiting, { message, dueAt: now(), tries: 0 }];
    this.#wake();
  }

  #wake(): void {
    if (this.#running || this.#ended || this.#waiting.length === 0) return;
    clearTimeout(this.#timer);
    const rest = Math.min(...this.#waiting.map(({ dueAt }) => dueAt)) - this.#parts.now();
    if (rest > 0) {
      this.#timer = setTimeout(() => this.#wake(), rest).unref();
      return;
    }
    this.#running = this.#mailAll().finally(() => {
      this.#running = undefined;
      this.#wake();
    });
  }

  async #mailAll(): Promise<void> {
    for (let next = this.#nextDue(); next; next = this.#nextDue()) await this.#mail(next);
    await this.#line.quit();
  }

  #nextDue(): Waiting | undefined {
    const next = this.#ended ? undefined : this.#waiting.find(({ dueAt }) => dueAt <= this.#parts.now());
    this.#waiting = this.#waiting.filter((one) => one !== next);
    return next;
  }

  async #mail(one: Waiting): Promise<void> {
    const { server, onTrouble } = this.#parts;
    const opened = await this.#line.open();
    if (!opened.ok) return this.#later(one, `${server.describe} cannot be reached`);
    const outcome = await opened.transport.deliver(one.message);
    if (outcome.kind === 'deferred') this.#later(one, outcome.reply);
    else if (outcome.kind === 'putBack') this.#later(one, outcome.slow.why);
    else if (outcome.kind === 'unknown') onTrouble(`perhaps not mailed: ${outcome.why}`);
    else if (outcome.kind !== 'accepted') onTrouble(`refused: ${outcome.reply}`);
  }

  #later({ message, tries }: Waiting, why: string): void {
    const rest = patience[tries];
    if (rest === undefined) this.#parts.onTrouble(`given up: ${why}`);
    else this.#waiting = [...this.#waiting, { message, tries: tries + 1, dueAt: this.#parts.now() + rest }];
  }
}
