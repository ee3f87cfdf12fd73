import type { Message } from '../message/message.ts';
import type { Abilities, Manner } from './abilities.ts';
import type { Dialogue } from './dialogue.ts';
import { wireForm } from './dot-stuffing.ts';
import { cannotCarry, envelopeOf, type Step } from './envelope.ts';
import type { Extensions } from './extensions.ts';
import { Handover, type LineEnd } from './handover.ts';
import { type Answer, agrees, complainsOfPipelining, isUnknownCommand, type Stage } from './judgement.ts';
import type { Outcome } from './outcome.ts';
import { describeReply } from './reply.ts';
import type { Timeouts } from './timeouts.ts';
import type { Transport } from './transport.ts';

/** What a connection needs to know of its session. */
export interface Session {
  readonly extensions: Extensions;
  readonly timeouts: Timeouts;
  /** Messages under way at a time where the server offers CHUNKING. */
  readonly window: number;
  readonly abilities: Abilities;
  /** Destroys the socket. */
  readonly hangUp: () => void;
}

/** An open, greeted and logged-in session that carries one message after another. */
export class Connection implements Transport {
  readonly #dialogue: Dialogue;
  readonly #session: Session;
  readonly #manner: Manner;
  readonly #waiting: Handover[] = [];
  readonly #underWay = new Set<Handover>();
  /** The one whose envelope is being said: nobody else's may be, until its message follows or it is refused. */
  #speaking: Handover | undefined;
  /** A refused message has left a transaction open: RSET comes before the next MAIL (RFC 5321 s.4.1.1.5). */
  #unfinished = false;
  #carried = 0;
  #closed = false;
  /** The server said 421, and is to hang up. */
  #closing = false;
  /** Nothing that is under way is read as it is meant. */
  #unread = false;
  /** We closed it ourselves. */
  #stopped = false;

  constructor(dialogue: Dialogue, session: Session) {
    this.#dialogue = dialogue;
    this.#session = session;
    this.#manner = session.abilities.mannerFor(session.extensions);
  }

  get isOpen(): boolean {
    return !this.#closed && !this.#closing && this.#dialogue.isSound;
  }

  get room(): number {
    const most = { 'one by one': 1, overlapped: 2, chunked: this.#session.window }[this.#manner];
    return most - this.#underWay.size - this.#waiting.length;
  }

  deliver(message: Message, mayStillGo?: () => boolean): Promise<Outcome> {
    if (this.room < 1) throw new Error('This connection carries no more messages at a time');
    if (!this.isOpen) return Promise.resolve(putBack('The server had closed the connection'));
    return new Promise((resolve) => {
      this.#waiting.push(new Handover(message, resolve, mayStillGo));
      this.#goOn();
    });
  }

  recall(): void {
    for (const handover of this.#waiting.splice(0)) {
      this.#underWay.add(handover);
      handover.refuse(putBack('Stopped before it was handed over'));
      this.#end(handover);
    }
  }

  async quit(): Promise<void> {
    if (this.isOpen && this.#underWay.size === 0) {
      await new Promise<void>((left) => {
        this.#dialogue.say('QUIT', this.#session.timeouts.quit, () => left());
      });
    }
    this.close();
  }

  close(): void {
    this.#stopped = true;
    this.#drop('Stopped before the server had answered');
  }

  /** Begins whatever may be said now. */
  #goOn(): void {
    while (this.#mayBegin()) this.#begin(this.#waiting.shift() as Handover);
  }

  #mayBegin(): boolean {
    if (this.#waiting.length === 0) return false;
    if (!this.isOpen) return true;
    if (this.#manner === 'chunked') return this.#underWay.size < this.#session.window;
    return this.#manner === 'overlapped' ? this.#speaking === undefined : this.#underWay.size === 0;
  }

  #begin(handover: Handover): void {
    const refusal = this.#refusalOf(handover);
    this.#underWay.add(handover);
    if (refusal) {
      handover.refuse(refusal);
      this.#end(handover);
    } else {
      const { message } = handover;
      // Behind each other, nobody can know yet whether the one before was refused.
      const resets = this.#unfinished || this.#manner === 'chunked';
      this.#unfinished = false;
      const steps = envelopeOf(message, this.#session.extensions, {
        resets,
        asks: this.#manner !== 'chunked',
      });
      this.#speak(handover, steps);
    }
  }

  /** Why it cannot go now, found out before its first byte. */
  #refusalOf({ message, mayStillGo }: Handover): Outcome | undefined {
    if (!this.isOpen) return putBack('The server had closed the connection');
    if (!mayStillGo()) return putBack('It had waited for the line, and is asked after again');
    return cannotCarry(message, this.#session.extensions);
  }

  #speak(handover: Handover, steps: readonly Step[]): void {
    if (this.#manner !== 'chunked') this.#speaking = handover;
    if (this.#manner === 'one by one') this.#ask(handover, steps);
    else if (this.#manner === 'chunked') this.#chunk(handover, steps);
    else {
      for (const step of steps) {
        this.#say(handover, step, (agreed) => step.stage === 'data' && this.#answered(handover, agreed));
      }
    }
  }

  /** One command at a time, each when the one before was agreed to. */
  #ask(handover: Handover, [step, ...rest]: readonly Step[]): void {
    if (step === undefined) this.#answered(handover, true);
    else {
      this.#say(handover, step, (agreed) => {
        if (agreed) this.#ask(handover, rest);
        else this.#answered(handover, false);
      });
    }
  }

  /** The whole message behind its envelope, without waiting for anything (RFC 3030 s.2). */
  #chunk(handover: Handover, steps: readonly Step[]): void {
    const { raw } = handover.message;
    for (const step of steps) this.#say(handover, step, () => undefined);
    this.#pour(handover, [`BDAT ${raw.length} LAST\r\n`, raw]);
  }

  #say(handover: Handover, { stage, command }: Step, heard: (agreed: boolean) => void): void {
    const { timeouts } = this.#session;
    this.#dialogue.say(command, stage === 'data' ? timeouts.data : timeouts.envelope, (answer) => {
      heard(this.#hear(handover, stage, answer));
    });
  }

  /** Takes the reply to a step of an envelope; false when it is not the consent that is wanted. */
  #hear(handover: Handover, stage: Step['stage'], answer: Answer): boolean {
    const where = stage === 'reset' ? 'mail' : stage;
    const agreed = agrees(where, answer);
    if (agreed && stage === 'rcpt') handover.admit();
    if (agreed) return true;
    if (this.#closing || isFarewell(answer)) {
      this.#hearLate(handover, where, answer);
      this.#keepLine(where, answer);
    } else if (this.#cannotPipeline(answer)) {
      const why = 'The server offers to take several commands at a time, and cannot';
      handover.refuse(putBack(why));
      this.#drop(why);
    } else if (stage === 'reset' && answer.kind === 'reply') {
      const why = `The server did not take RSET: ${describeReply(answer.reply)}`;
      handover.refuse(putBack(why));
      this.#drop(why);
    } else {
      handover.hear(where, answer);
      this.#keepLine(where, answer);
    }
    return false;
  }

  /** A loss may have other causes: it is judged as ever, but the next line is a careful one. */
  #cannotPipeline(answer: Answer): boolean {
    if (this.#manner === 'one by one') return false;
    const { abilities } = this.#session;
    if (answer.kind === 'lost') abilities.lostStep();
    return complainsOfPipelining(answer) && abilities.lostStep();
  }

  /** The envelope is through: the message follows, or what was left open is ended. */
  #answered(handover: Handover, goAhead: boolean): void {
    if (goAhead && !handover.isRefused) {
      this.#speaking = undefined;
      this.#pour(handover, [wireForm(handover.message), '.\r\n']);
    } else {
      this.#unfinished = true;
      if (goAhead) this.#takeBack(handover);
      else this.#end(handover);
    }
  }

  /**
   * DATA was agreed to although the reader was not: an empty message, to nobody, ends it (RFC 2920 s.3.1).
   * Where the sender was refused, nobody can say what the server would do with one.
   */
  #takeBack(handover: Handover): void {
    if (!handover.isSenderWelcome) {
      this.#drop('The server refused the sender and asked for the message');
      this.#end(handover);
    } else {
      this.#dialogue.say('.', this.#session.timeouts.final, (answer) => {
        if (answer.kind === 'lost') this.#drop(answer.why);
        this.#end(handover);
      });
    }
  }

  /** Hands over the bytes; the next one's envelope leaves with their end. */
  #pour(handover: Handover, parts: readonly (Buffer | string)[]): void {
    const { block, final } = this.#session.timeouts;
    const hear = (answer: Answer) => this.#conclude(handover, answer);
    handover.pour(this.#dialogue.pour(parts, { block, within: final }, hear));
    this.#goOn();
  }

  /** What is refused behind a 421 is refused to the session: only an acceptance is about the message. */
  #hearLate(handover: Handover, stage: Stage, answer: Answer): void {
    if (this.#closing && answer.kind === 'reply') handover.refuse(putBack(describeReply(answer.reply)));
    else handover.hear(stage, answer);
  }

  #conclude(handover: Handover, answer: Answer): void {
    if (this.#closing && !agrees('final', answer)) this.#hearLate(handover, 'final', answer);
    if (this.#manner === 'chunked' && isUnknownCommand(answer)) this.#refuseChunks(handover);
    else if (!handover.conclude(answer)) this.#drop('The server answered in the middle of the message');
    else {
      if (answer.kind === 'reply' && this.#manner !== 'one by one') this.#session.abilities.pipelined();
      this.#keepLine('final', answer);
    }
    this.#end(handover);
  }

  /** A server that does not know BDAT takes the message for commands: nothing behind it is read as it is meant. */
  #refuseChunks(handover: Handover): void {
    const why = 'The server offers CHUNKING, and does not know BDAT';
    handover.refuse(putBack(why));
    this.#session.abilities.refusedChunks();
    this.#unread = true;
    this.#drop(why);
  }

  /** Drops the line after a loss or a reply that fits no command, and comes to its end after a 421. */
  #keepLine(stage: Stage, answer: Answer): void {
    const fits = answer.kind === 'reply' && (answer.reply.code >= 400 || agrees(stage, answer));
    if (isFarewell(answer) && !this.#closing) {
      this.#closing = true;
      this.#dialogue.hurry(this.#session.timeouts.farewell);
      this.#leaveIfHeardOut();
      this.#goOn();
    } else if (!fits) this.#drop('The server ended the session');
  }

  /**
   * A server that said 421 hangs up, and has read nothing behind that (RFC 5321 s.3.8). One that does not hang up
   * may go on with what lies in its hands: it is heard out.
   */
  #leaveIfHeardOut(): void {
    const mayBeTaken = [...this.#underWay].some((handover) => handover.hasLeft && !handover.isRefused);
    if (!mayBeTaken) this.#drop('The server ended the session');
  }

  #end(handover: Handover): void {
    if (this.#speaking === handover) this.#speaking = undefined;
    this.#underWay.delete(handover);
    handover.end(this.#lineEnd);
    this.#carried += 1;
    if (this.#closing) this.#leaveIfHeardOut();
    this.#goOn();
  }

  /** How the line ends, for a message that was not answered. */
  get #lineEnd(): LineEnd {
    if (this.#unread || (this.#closing && this.#dialogue.isCut)) return 'unread';
    if (this.#stopped || this.#closing) return 'left';
    return this.#carried > 0 ? 'broken late' : 'broken';
  }

  #drop(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dialogue.lose(why);
    this.#session.hangUp();
    this.#goOn();
  }
}

function putBack(why: string): Outcome {
  return { kind: 'putBack', slow: { why, forAtLeast: 0 } };
}

/** RFC 5321 s.3.8: the server is ending the session. */
function isFarewell(answer: Answer): boolean {
  return answer.kind === 'reply' && answer.reply.code === 421;
}
