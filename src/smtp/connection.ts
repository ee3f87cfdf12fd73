import { needsSmtpUtf8 } from '../address/email-address.ts';
import type { Message } from '../message/message.ts';
import type { Dialogue } from './dialogue.ts';
import { stuffDots } from './dot-stuffing.ts';
import type { Extensions } from './extensions.ts';
import { type Answer, judge, type Stage } from './judgement.ts';
import type { Outcome } from './outcome.ts';
import { describeReply } from './reply.ts';
import type { Timeouts } from './timeouts.ts';
import type { Transport } from './transport.ts';

/** Handed to the socket at a time; between pieces an early answer is noticed. */
const pieceSize = 64 * 1024;

const stopped: Outcome = {
  kind: 'putBack',
  slow: { why: 'Stopped before it was handed over', forAtLeast: 0 },
};

/** An open, greeted and logged-in session that carries one message after another. */
export class Connection implements Transport {
  readonly #dialogue: Dialogue;
  readonly #extensions: Extensions;
  readonly #timeouts: Timeouts;
  readonly #hangUp: () => void;
  #closed = false;
  #busy = false;
  #transactions = 0;
  /** A refused message may have left a transaction open: RSET comes before the next MAIL. */
  #unfinished = false;

  /** `hangUp` destroys the socket. */
  constructor(dialogue: Dialogue, extensions: Extensions, timeouts: Timeouts, hangUp: () => void) {
    this.#dialogue = dialogue;
    this.#extensions = extensions;
    this.#timeouts = timeouts;
    this.#hangUp = hangUp;
  }

  get isOpen(): boolean {
    return !this.#closed && (this.#busy || this.#dialogue.isSound);
  }

  async deliver(message: Message, signal?: AbortSignal): Promise<Outcome> {
    if (this.#busy) throw new Error('A connection carries one message at a time');
    if (signal?.aborted) return stopped;
    if (!this.isOpen)
      return { kind: 'putBack', slow: { why: 'The server had closed the connection', forAtLeast: 0 } };
    const stop = () => this.#drop('Stopped before the server had answered');
    signal?.addEventListener('abort', stop, { once: true });
    this.#busy = true;
    try {
      const outcome = await this.#carry(message);
      return signal?.aborted && outcome.kind === 'deferred' ? stopped : outcome;
    } finally {
      this.#busy = false;
      signal?.removeEventListener('abort', stop);
    }
  }

  async quit(): Promise<void> {
    if (this.isOpen && !this.#busy) {
      this.#dialogue.say('QUIT');
      await this.#dialogue.hear(this.#timeouts.quit);
    }
    this.close();
  }

  close(): void {
    this.#drop('The connection was closed');
  }

  async #carry({ envelope, raw }: Message): Promise<Outcome> {
    const bytes = stuffDots(raw);
    const refusal = this.#cannotCarry(envelope, bytes.length) ?? (await this.#finishLast());
    if (refusal) return refusal;
    this.#transactions += 1;
    this.#unfinished = true;
    const refused = await this.#ask([
      ['mail', mailCommand(envelope, bytes, this.#extensions)],
      ['rcpt', `RCPT TO:<${envelope.to}>`],
      ['data', 'DATA'],
    ]);
    return refused ?? (await this.#hand(bytes));
  }

  /** What this server could never take, said before MAIL. */
  #cannotCarry({ from, to }: Message['envelope'], size: number): Outcome | undefined {
    const { smtpUtf8, largest } = this.#extensions;
    if (!smtpUtf8 && needsSmtpUtf8(from)) {
      const reply =
        'Not handed over: the envelope sender is not plain ASCII, and the server does not offer SMTPUTF8';
      return { kind: 'pause', cause: 'sender', reply };
    }
    if (!smtpUtf8 && needsSmtpUtf8(to)) {
      return notHandedOver('the address is not plain ASCII, and the server does not offer SMTPUTF8');
    }
    if (/[\u0000-\u001f\u007f<>]/.test(to))
      return notHandedOver('the address cannot be written in a mail command');
    if (largest === undefined || size <= largest) return undefined;
    return notHandedOver(`the message has ${size} bytes, and the server takes ${largest} at most`);
  }

  /** Ends what a refused message left open (RFC 5321 s.4.1.1.5). */
  async #finishLast(): Promise<Outcome | undefined> {
    if (!this.#unfinished) return undefined;
    this.#dialogue.say('RSET');
    const answer = await this.#dialogue.hear(this.#timeouts.envelope);
    if (agrees('mail', answer)) return undefined;
    const why =
      answer.kind === 'lost' ? answer.why : `The server did not take RSET: ${describeReply(answer.reply)}`;
    this.#drop(why);
    return { kind: 'putBack', slow: { why, forAtLeast: 0 } };
  }

  /**
   * Says the envelope, all at once where the server pipelines: the first refusal, or nothing when the
   * message may come.
   */
  async #ask(steps: readonly (readonly [Stage, string])[]): Promise<Outcome | undefined> {
    const { pipelining } = this.#extensions;
    if (pipelining) this.#dialogue.say(...steps.map(([, command]) => command));
    let refusal: { at: Stage; outcome: Outcome } | undefined;
    for (const [stage, command] of steps) {
      if (!pipelining) this.#dialogue.say(command);
      const answer = await this.#dialogue.hear(
        stage === 'data' ? this.#timeouts.data : this.#timeouts.envelope,
      );
      if (!agrees(stage, answer)) refusal ??= { at: stage, outcome: this.#judgeFirst(stage, answer) };
      else if (stage === 'data' && refusal) await this.#takeBack(refusal.at);
      if (!this.#keepsLine(stage, answer) || (refusal && !pipelining)) break;
    }
    return refusal?.outcome;
  }

  /** An idle session that the server ends at the next MAIL has not asked us to slow down. */
  #judgeFirst(stage: Stage, answer: Answer): Outcome {
    const outcome = judge(stage, answer);
    const idled = stage === 'mail' && answer.kind === 'lost' && this.#transactions > 1;
    return idled ? { kind: 'putBack', slow: { why: answer.why, forAtLeast: 0 } } : outcome;
  }

  /**
   * DATA was agreed to although the reader was not: an empty message, to nobody, ends it (RFC 2920 s.3.1).
   * Where MAIL was refused, nobody can say what the server would do with one.
   */
  async #takeBack(refusedAt: Stage): Promise<void> {
    if (refusedAt === 'mail') return this.#drop('The server refused the sender and asked for the message');
    this.#dialogue.say('.');
    const answer = await this.#dialogue.hear(this.#timeouts.final);
    if (answer.kind === 'lost') this.#drop(answer.why);
  }

  async #hand(bytes: Buffer): Promise<Outcome> {
    for (let start = 0; start < bytes.length; start += pieceSize) {
      const gone = await this.#dialogue.pour(bytes.subarray(start, start + pieceSize), this.#timeouts.piece);
      if (!gone || !this.#dialogue.isSound) return this.#breakOff();
    }
    this.#dialogue.say('.');
    const answer = await this.#dialogue.hear(this.#timeouts.final);
    this.#unfinished = false;
    this.#keepsLine('final', answer);
    return judge('final', answer);
  }

  /** The line dropped, or the server answered, before the final dot: without a dot it has nothing. */
  async #breakOff(): Promise<Outcome> {
    this.#dialogue.lose('The connection dropped in the middle of the message');
    const answer = await this.#dialogue.hear(0);
    this.#drop('The message was broken off');
    return judge('message', answer);
  }

  /** Drops the line after a loss, a 421 (RFC 5321 s.3.8) or a reply that fits no command. */
  #keepsLine(stage: Stage, answer: Answer): boolean {
    const kept =
      answer.kind === 'reply' &&
      answer.reply.code !== 421 &&
      (answer.reply.code >= 400 || agrees(stage, answer));
    if (!kept) this.#drop('The server ended the session');
    return kept;
  }

  #drop(why: string): void {
    this.#closed = true;
    this.#dialogue.lose(why);
    this.#hangUp();
  }
}

/** 354 to DATA, 2xx to everything else. */
function agrees(stage: Stage, answer: Answer): boolean {
  return answer.kind === 'reply' && Math.floor(answer.reply.code / 100) === (stage === 'data' ? 3 : 2);
}

function mailCommand({ from, to }: Message['envelope'], bytes: Buffer, extensions: Extensions): string {
  const words = [`MAIL FROM:<${from}>`];
  if (extensions.size) words.push(`SIZE=${bytes.length}`);
  if (extensions.eightBitMime && bytes.some((byte) => byte > 127)) words.push('BODY=8BITMIME');
  if (needsSmtpUtf8(from) || needsSmtpUtf8(to)) words.push('SMTPUTF8');
  return words.join(' ');
}

function notHandedOver(why: string): Outcome {
  return { kind: 'rejected', reply: `Not handed over: ${why}`, suppress: false };
}
