import type { Signer } from '../message/dkim/signer.ts';
import type { Message } from '../message/message.ts';
import { composeNotice, type NoticeSender } from '../message/notice.ts';
import type { Server, Transport } from '../smtp/transport.ts';
import {
  countNotices,
  dropEmptyNotices,
  dropLostNotices,
  dropNotice,
  dropOldNotices,
  isNoticeDue,
  putNoticeOff,
  takeNotice,
  type WaitingNotice,
} from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { signCopy } from './copy.ts';
import { Line } from './engine/line.ts';

/** What it takes to mail notices. */
export interface NoticeParts {
  readonly store: Store;
  readonly server: Server;
  readonly sender: NoticeSender;
  readonly signer: Signer | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told, in words and without any address, of what could not be mailed. */
  readonly onTrouble: (why: string) => void;
}

const minute = 60_000;
const hour = 60 * minute;
/** When a notice that was put off is tried again: greylisting wants some minutes. From then on always the last. */
const patience: readonly number[] = [minute, 5 * minute, 15 * minute, hour, 4 * hour];
/** A link is good for a week; a mail that comes later than this surprises more than it helps. */
const keptFor = 3 * 24 * hour;
/** No server takes longer over a message, all its time limits together: who took a notice before that is gone. */
const lostAfter = hour;
/** How often it is looked what has become due, or was left by a process that is gone. */
const lookEvery = 15_000;
/** How long an end waits for the notice that is under way. */
const leaveWithin = 5_000;

/**
 * Mails the notices that wait in the store, one after the other over one connection, so that no page has to wait
 * for a server. A notice is taken in the store before it goes on the wire, and dropped there when the server has it:
 * however a process ends, the next one mails what waits, and nothing that a server may have. Several do no harm.
 */
export class Notices {
  readonly #parts: NoticeParts;
  readonly #line: Line;
  #asked = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  /** The end has waited long enough. */
  readonly #late = new AbortController();

  constructor(parts: NoticeParts) {
    this.#parts = parts;
    this.#line = new Line(parts.server);
  }

  /** Mails what waits, as soon as may be, and looks again from time to time; never fails. */
  readonly wake = (): void => {
    this.#asked = true;
    if (!this.#ended) this.#running ??= this.#run();
  };

  /** Ends after the notice that is under way; gives how many wait for the next time. */
  async close(): Promise<number> {
    this.#ended = true;
    clearTimeout(this.#timer);
    const late = setTimeout(() => {
      this.#late.abort();
      this.#line.drop();
    }, leaveWithin);
    await this.#running;
    clearTimeout(late);
    return countNotices(this.#parts.store.db);
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#asked && !this.#ended) {
      this.#asked = false;
      await this.#mailAll().catch((error: unknown) => this.#parts.onTrouble(`kept back: ${String(error)}`));
    }
    this.#running = undefined;
    if (!this.#ended) this.#timer = setTimeout(this.wake, lookEvery).unref();
  }

  async #mailAll(): Promise<void> {
    await this.#tidy();
    for (let next = await this.#next(); next; next = await this.#next()) {
      await this.#mail(next.one, next.transport);
    }
    await this.#line.quit();
  }

  async #tidy(): Promise<void> {
    const { store, now, onTrouble } = this.#parts;
    const { lost, old } = await store.transaction(async (db) => {
      await dropEmptyNotices(db);
      const lost = await dropLostNotices(db, now() - lostAfter);
      return { lost, old: await dropOldNotices(db, now() - keptFor) };
    });
    if (lost > 0) onTrouble('perhaps mailed: the process that had it is gone');
    if (old > 0) onTrouble('given up: for three days no server took it');
  }

  /** A notice, and the line it goes over: none is taken before there is one. */
  async #next(): Promise<{ one: WaitingNotice; transport: Transport } | undefined> {
    const { store, now } = this.#parts;
    if (this.#ended || !(await isNoticeDue(store.db, now()))) return undefined;
    const opened = await this.#line.open(this.#late.signal);
    if (this.#ended || !opened.ok) return undefined;
    const one = await store.transaction((db) => takeNotice(db, now()));
    return one && { one, transport: opened.transport };
  }

  async #mail(one: WaitingNotice, transport: Transport): Promise<void> {
    const message = await this.#messageOf(one).catch((error: unknown) => `not made: ${String(error)}`);
    if (typeof message === 'string') return this.#drop(one, message);
    const outcome = await transport.deliver(message);
    if (outcome.kind === 'deferred' || outcome.kind === 'putBack' || outcome.kind === 'pause')
      return this.#later(one);
    if (outcome.kind === 'unknown') return this.#drop(one, `perhaps not mailed: ${outcome.why}`);
    return this.#drop(one, outcome.kind === 'accepted' ? undefined : `refused: ${outcome.reply}`);
  }

  async #messageOf({ name, notice, madeAt }: WaitingNotice): Promise<Message> {
    const { sender, signer } = this.#parts;
    const copy = composeNotice(sender, notice, { id: name, date: new Date(madeAt) });
    return signer ? signCopy(signer, copy) : copy;
  }

  async #later({ id, tries }: WaitingNotice): Promise<void> {
    const { store, now } = this.#parts;
    const dueAt = now() + (patience[tries - 1] ?? 4 * hour);
    await store.transaction((db) => putNoticeOff(db, id, dueAt));
  }

  async #drop({ id }: WaitingNotice, why: string | undefined): Promise<void> {
    const { store, onTrouble } = this.#parts;
    await store.transaction((db) => dropNotice(db, id));
    if (why !== undefined) onTrouble(why);
  }
}
