import type { Message } from '../message/message.ts';
import { type Answer, judge, type Stage } from './judgement.ts';
import type { Outcome } from './outcome.ts';

interface LineEnd {
  readonly closing: boolean;
  readonly stopped: boolean;
  readonly idled: boolean;
}

/** One message's way over a line: what was said of it, what was answered, and what that comes to. */
export class Handover {
  readonly message: Message;
  /** Asked just before its first byte. */
  readonly mayStillGo: () => boolean;
  readonly #settle: (outcome: Outcome) => void;
  /** The first thing that went against it; later replies of its group are heard out, and change nothing. */
  #refusal: Outcome | undefined;
  /** Where its first reply was lost. */
  #lost: { readonly stage: Stage; readonly why: string } | undefined;
  #refusedAt: Stage | undefined;
  #admitted = false;
  /** Whether its last byte has left this process, so that the server may have it. */
  #hasLeft: () => boolean = () => false;

  constructor(message: Message, settle: (outcome: Outcome) => void, mayStillGo: () => boolean = () => true) {
    this.message = message;
    this.mayStillGo = mayStillGo;
    this.#settle = settle;
  }

  get isRefused(): boolean {
    return this.#refusal !== undefined;
  }

  /** Whether the server had agreed to the sender when it refused. */
  get isSenderWelcome(): boolean {
    return this.#refusedAt !== 'mail';
  }

  refuse(outcome: Outcome, at?: Stage): void {
    this.#refusedAt ??= at;
    this.#refusal ??= outcome;
  }

  /** The server agreed to its reader. */
  admit(): void {
    this.#admitted = true;
  }

  /** The message itself is being handed over. */
  pour(hasLeft: () => boolean): void {
    this.#hasLeft = hasLeft;
  }

  /** A reply that is not the consent its stage wants, or a loss. */
  hear(stage: Stage, answer: Answer): void {
    if (answer.kind === 'lost') this.#lost ??= { stage, why: answer.why };
    else this.refuse(judge(stage, answer), stage);
  }

  /**
   * The reply to its last byte. One that comes before that byte has left judges a message the server has not
   * read to its end; false then: the line is out of step.
   */
  conclude(answer: Answer): boolean {
    if (answer.kind === 'lost') {
      this.hear('final', answer);
      return true;
    }
    const hasLeft = this.#hasLeft();
    const outcome = judge(hasLeft ? 'final' : 'message', answer);
    // A server that refused the sender, agreed to the reader and took the message has it.
    if (outcome.kind === 'accepted' && this.#admitted) this.#refusal = outcome;
    this.refuse(outcome);
    return hasLeft;
  }

  /**
   * Says what became of it. `closing`: the server had said that it ends the session, and so has read nothing
   * behind that (RFC 5321 s.3.8). `stopped`: we ended it ourselves. `idled`: the line had carried others, and may
   * have been closed while idle.
   */
  end(line: LineEnd): void {
    this.#settle(this.#refusal ?? this.#judgeLoss(line));
  }

  #judgeLoss({ closing, stopped, idled }: LineEnd): Outcome {
    const { stage, why } = this.#lost ?? { stage: 'final', why: 'The connection was closed' };
    const unread: Outcome = { kind: 'putBack', slow: { why, forAtLeast: 0 } };
    if (closing) return unread;
    if (this.#hasLeft()) return { kind: 'unknown', why };
    if (stopped || (stage === 'mail' && idled)) return unread;
    return judge(stage === 'final' ? 'message' : stage, { kind: 'lost', why });
  }
}
