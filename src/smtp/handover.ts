import type { Message } from '../message/message.ts';
import { type Answer, judge, type Stage } from './judgement.ts';
import type { Outcome } from './outcome.ts';

/** How a line came to its end, for what was not answered on it. */
export type LineEnd =
  /** The server has read nothing behind its last reply: it said 421 and hung up, or knows no BDAT. */
  | 'unread'
  /** We ended it: stopped, or tired of a server that said 421 and did not hang up. */
  | 'left'
  /** It broke. */
  | 'broken'
  /** It broke after it had carried other messages: it may have been closed while idle. */
  | 'broken late';

/**
 * What becomes of a message without a reply: when its last byte had left this process, when the line was gone
 * at its MAIL, and between the two. `judge`: as the table of replies says. Only what is certainly not with the
 * server goes back.
 */
const fates: Readonly<
  Record<LineEnd, { readonly whole: Fate; readonly atMail: Fate; readonly between: Fate }>
> = {
  unread: { whole: 'back', atMail: 'back', between: 'back' },
  left: { whole: 'unknown', atMail: 'back', between: 'back' },
  broken: { whole: 'unknown', atMail: 'judge', between: 'judge' },
  'broken late': { whole: 'unknown', atMail: 'back', between: 'judge' },
};

type Fate = 'back' | 'unknown' | 'judge';

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
  #hasLeft: () => boolean = () => false;

  constructor(message: Message, settle: (outcome: Outcome) => void, mayStillGo: () => boolean = () => true) {
    this.message = message;
    this.mayStillGo = mayStillGo;
    this.#settle = settle;
  }

  get isRefused(): boolean {
    return this.#refusal !== undefined;
  }

  /** Whether its last byte has left this process, so that the server may have it. */
  get hasLeft(): boolean {
    return this.#hasLeft();
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
    const { hasLeft } = this;
    const outcome = judge(hasLeft ? 'final' : 'message', answer);
    // A server that refused the sender, agreed to the reader and took the message has it.
    if (outcome.kind === 'accepted' && this.#admitted) this.#refusal = outcome;
    this.refuse(outcome);
    return hasLeft;
  }

  /** Says what became of it, once nothing more will be heard. */
  end(line: LineEnd): void {
    this.#settle(this.#refusal ?? this.#judgeLoss(line));
  }

  #judgeLoss(line: LineEnd): Outcome {
    const { stage, why } = this.#lost ?? { stage: 'final', why: 'The connection was closed' };
    const until = this.hasLeft ? 'whole' : stage === 'mail' ? 'atMail' : 'between';
    switch (fates[line][until]) {
      case 'back':
        return { kind: 'putBack', slow: { why, forAtLeast: 0 } };
      case 'unknown':
        return { kind: 'unknown', why };
      case 'judge':
        return judge(stage === 'final' ? 'message' : stage, { kind: 'lost', why });
    }
  }
}
