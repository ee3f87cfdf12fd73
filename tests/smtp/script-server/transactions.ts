import { type Fault, faultsIn } from './fault.ts';
import { type Journal, messageIdOf } from './journal.ts';
import { close, inTurn, isGo, isYes, type Move, say, takes } from './move.ts';
import type { Offers } from './offers.ts';
import type { RecipientScript, Script } from './script.ts';
import { Transaction } from './transaction.ts';

/** What all sessions of a server share. */
export interface House {
  readonly script: Script;
  readonly journal: Journal;
  /** The script of an address, each time it is asked for one attempt further. */
  scriptFor(address: string): RecipientScript;
}

/** The mail of one connection, one transaction after another: what each of its commands is answered. */
export class Transactions {
  readonly #house: House;
  readonly #connection: number;
  readonly #offers: Offers;
  #count = 0;
  #taken = 0;
  #open: Transaction | undefined;

  constructor(house: House, connection: number, offers: Offers) {
    this.#house = house;
    this.#connection = connection;
    this.#offers = offers;
  }

  /** How many MAIL commands there have been. */
  get count(): number {
    return this.#count;
  }

  /** What the script has for the first bytes of a message. */
  get early(): Move | undefined {
    return this.#open?.by === undefined || this.#open.isOver ? undefined : this.#open.script.message;
  }

  forget(): void {
    this.#open = undefined;
  }

  mail(line: string): Move {
    this.#count += 1;
    if (this.#open) this.#blame('MAIL inside a transaction', line);
    const scripted = this.#house.script.connection?.(this.#connection, this.#count)?.mail;
    const move = scripted ?? this.#usualForMail(line);
    if (isYes(move) && !this.#open) {
      this.#open = new Transaction(inAngles(line), /\sBODY=(?:8BITMIME|BINARYMIME)\b/i.test(line));
    }
    return move;
  }

  #usualForMail(line: string): Move {
    if (this.#open) return say('503 5.5.1 Nested MAIL command');
    const strange = this.#offers.strangeParameter(line);
    if (strange)
      return this.#refuse('a parameter that is not offered', line, `555 5.5.4 What is ${strange}?`);
    if (this.#needsSmtpUtf8(line))
      return this.#refuse('an address that needs SMTPUTF8', line, '553 5.6.7 Not ASCII');
    const declared = Number(/\sSIZE=(\d+)/i.exec(line)?.[1] ?? 0);
    if (this.#offers.isTooLarge(declared))
      return this.#refuse('larger than SIZE', line, '552 5.3.4 Too large');
    return say('250 2.1.0 Sender OK');
  }

  rcpt(line: string, pipelined: boolean): Move {
    if (!this.#open) return this.#refuseUnless(pipelined, 'RCPT without MAIL', line, '503 5.5.1 MAIL first');
    const address = inAngles(line);
    const script = this.#house.scriptFor(address);
    const move = script.rcpt ?? this.#usualForRcpt(line);
    if (isYes(move) || isGo(script.data)) this.#open.add({ address, script, agreed: isYes(move) });
    return move;
  }

  #usualForRcpt(line: string): Move {
    return this.#needsSmtpUtf8(line)
      ? this.#refuse('an address that needs SMTPUTF8', line, '553 5.6.7 Not ASCII')
      : say('250 2.1.5 Recipient OK');
  }

  /** The message comes by dots when the answer asks for it. */
  data(line: string, pipelined: boolean): Move {
    const transaction = this.#open;
    if (transaction?.by === 'BDAT') {
      return this.#refuse('DATA and BDAT in one transaction', line, '503 5.5.1 BDAT has begun');
    }
    const { data } = transaction?.script ?? {};
    if (!transaction || (transaction.to.length === 0 && !isGo(data))) {
      return this.#refuseUnless(pipelined, 'DATA to nobody', line, '503 5.5.1 RCPT first');
    }
    const move = data ?? say('354 Go on');
    if (isGo(move)) transaction.by = 'DATA';
    return move;
  }

  /** Why a chunk cannot be had; its bytes are to be read all the same (RFC 3030 s.2). */
  refusesChunk(line: string, pipelined: boolean): Move | undefined {
    const refusal = this.#refusalOfChunk(line, pipelined);
    if (refusal && this.#open) this.#open.isOver = true;
    if (!refusal && this.#open) this.#open.by = 'BDAT';
    return refusal;
  }

  #refusalOfChunk(line: string, pipelined: boolean): Move | undefined {
    const transaction = this.#open;
    if (!transaction || transaction.to.length === 0) {
      const reply = transaction ? '554 5.5.1 No valid recipients' : '503 5.5.1 MAIL first';
      return this.#refuseUnless(pipelined, 'BDAT to nobody', line, reply);
    }
    if (transaction.by === 'DATA') {
      return this.#refuse('DATA and BDAT in one transaction', line, '503 5.5.1 DATA has begun');
    }
    if (transaction.isOver) {
      return this.#refuseUnless(pipelined, 'BDAT after a refused one', line, '503 5.5.1 RSET first');
    }
    const { data } = transaction.script;
    return transaction.by === undefined && data && !isGo(data) ? data : undefined;
  }

  /** Bytes of a chunk that was not refused. */
  chunk(bytes: string, isLast: boolean): Move {
    const transaction = this.#open;
    if (!transaction) return say('503 5.5.1 MAIL first');
    transaction.addChunk(bytes);
    if (isLast) return this.#finish(transaction, transaction.message, transaction.message);
    const move = transaction.script.chunk ?? say('250 2.0.0 Chunk OK');
    if (!isYes(move)) transaction.isOver = true;
    return move;
  }

  /** The lines up to the final dot, dots stuffed. */
  dotted(written: string): Move {
    const transaction = this.#open;
    if (!transaction) throw new Error('a message came without a transaction');
    return this.#finish(transaction, written, written.replace(/^\./gm, ''));
  }

  /** The whole message is here, and the transaction ends, whatever becomes of it (RFC 5321 s.4.1.1.4). */
  #finish(transaction: Transaction, written: string, raw: string): Move {
    this.#open = undefined;
    this.#examine(written, transaction);
    const { sender, to, by = 'DATA', script } = transaction;
    const move = script.final ?? say(to.length > 0 ? '250 2.0.0 Taken' : '554 5.5.1 No valid recipients');
    if (to.length === 0 || !takes(move)) return move;
    const messageId = messageIdOf(raw);
    this.#house.journal.take({ from: sender, to, messageId, raw, connection: this.#connection, by });
    this.#taken += 1;
    return this.#taken === this.#house.script.closeAfter ? inTurn(move, close) : move;
  }

  #examine(written: string, { by, eightBits, to }: Transaction): void {
    const about = messageIdOf(written);
    for (const fault of faultsIn(written, { stuffed: by === 'DATA', eightBits })) this.#blame(fault, about);
    if (to.length === 0 && written !== '') this.#blame('message to nobody', about);
    if (this.#offers.isTooLarge(written.length)) this.#blame('larger than SIZE', about);
  }

  #needsSmtpUtf8(line: string): boolean {
    return /\P{ASCII}/u.test(line) && !this.#offers.has('SMTPUTF8');
  }

  #refuse(fault: Fault, line: string, reply: string): Move {
    this.#blame(fault, line);
    return say(reply);
  }

  /** No fault of a client that had not heard yet of the refusal before. */
  #refuseUnless(pipelined: boolean, fault: Fault, line: string, reply: string): Move {
    return pipelined ? say(reply) : this.#refuse(fault, line, reply);
  }

  #blame(fault: Fault, words: string): void {
    this.#house.journal.blame(this.#connection, fault, words);
  }
}

function inAngles(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}
