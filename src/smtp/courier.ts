import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Message } from '../message/message.ts';
import { type Answer, judge, type Stage } from './judgement.ts';
import type { Outcome } from './outcome.ts';
import { parseReply } from './reply.ts';
import type { Transport } from './transport.ts';

/** What nodemailer says of a message that was not taken. */
interface SendError extends Error {
  readonly command?: string | undefined;
  readonly response?: string | undefined;
}

const stages: Readonly<Record<string, Stage>> = { 'MAIL FROM': 'mail', 'RCPT TO': 'rcpt' };

/**
 * Carries messages by nodemailer's own `send`, one after another, where its socket cannot be had. Slower, and
 * it cannot tell whether a message was under way when the line broke: then that is unknown.
 */
export class Courier implements Transport {
  readonly #session: SMTPConnection;
  #busy = false;
  #closed = false;

  constructor(session: SMTPConnection) {
    this.#session = session;
    session.on('error', () => this.close());
    session.once('end', () => {
      this.#closed = true;
    });
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  get room(): number {
    return this.#busy ? 0 : 1;
  }

  async deliver({ envelope, raw }: Message): Promise<Outcome> {
    if (this.#busy) throw new Error('This connection carries one message at a time');
    if (!this.isOpen) {
      return { kind: 'putBack', slow: { why: 'The connection was closed', forAtLeast: 0 } };
    }
    this.#busy = true;
    try {
      const outcome = await this.#send(envelope, raw);
      if (outcome.kind !== 'accepted' && this.isOpen) await this.#reset();
      return outcome;
    } finally {
      this.#busy = false;
    }
  }

  /** Nothing waits here. */
  recall(): void {}

  async quit(): Promise<void> {
    if (this.isOpen && !this.#busy) this.#session.quit();
    this.#closed = true;
  }

  close(): void {
    this.#closed = true;
    this.#session.close();
  }

  #send(envelope: Message['envelope'], raw: Buffer): Promise<Outcome> {
    return new Promise((resolve) => {
      const lost = () => resolve(judge('final', { kind: 'lost', why: 'The connection was closed' }));
      this.#session.once('end', lost);
      this.#session.send({ from: envelope.from, to: [envelope.to] }, raw, (error, info) => {
        this.#session.removeListener('end', lost);
        resolve(error ? this.#judge(error) : judge('final', answerOf(info?.response)));
      });
    });
  }

  /** A refused message leaves its transaction open (RFC 5321 s.4.1.1.5). */
  #reset(): Promise<void> {
    return new Promise((resolve) => {
      this.#session.once('end', resolve);
      this.#session.reset((error) => {
        this.#session.removeListener('end', resolve);
        if (error) this.close();
        resolve();
      });
    });
  }

  #judge(error: SendError): Outcome {
    const answer = answerOf(error.response, error.message);
    if (answer.kind === 'lost' || answer.reply.code === 421) this.close();
    return judge(stages[error.command ?? ''] ?? 'final', answer);
  }
}

function answerOf(response: string | undefined, otherwise = 'The connection was closed'): Answer {
  const reply = response === undefined ? undefined : parseReply(response.split(/\r?\n/));
  return reply ? { kind: 'reply', reply } : { kind: 'lost', why: otherwise };
}
