import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Fault } from './fault.ts';
import { Input } from './input.ts';
import type { HeardCommand } from './journal.ts';
import { close, endsListening, inTurn, isGo, type Move, say } from './move.ts';
import { Offers } from './offers.ts';
import { type ConnectionScript, usualExtensions } from './script.ts';
import { Speaker } from './speaker.ts';
import { type House, Transactions } from './transactions.ts';

/** What the next bytes are: a command, a message up to its dot, a chunk, or a line of a login. */
type Reading =
  | { readonly kind: 'command' }
  | { readonly kind: 'message' }
  | { readonly kind: 'chunk'; readonly length: number; readonly isLast: boolean; readonly refusal?: Move }
  | { readonly kind: 'login'; readonly linesLeft: number };

const command: Reading = { kind: 'command' };

/** Commands whose reply the client must have before it says more (RFC 2920 s.3.1); DATA has a fault of its own. */
const lastOfGroup = new Set(['EHLO', 'HELO', 'NOOP', 'QUIT', 'STARTTLS', 'AUTH']);

/** Commands that a client may well try. */
const notImplemented = new Set(['STARTTLS', 'AUTH', 'VRFY', 'EXPN', 'HELP', 'BDAT']);

/** One connection: what comes in is cut into commands and messages, and what they are answered goes out. */
export class Session {
  readonly #house: House;
  readonly #number: number;
  readonly #offers: Offers;
  readonly #transactions: Transactions;
  readonly #speaker: Speaker;
  #socket: Socket;
  #input = new Input();
  #reading: Reading = command;
  #silent = false;
  #greeted = false;
  #introduced = false;
  /** The verb of the last command, and the command itself. */
  #last = '';
  #command: HeardCommand | undefined;
  /** How much had been received when the last reply left. */
  #receivedAtReply = 0;

  constructor(house: House, socket: Socket, about: { number: number; isOneTooMany: boolean }) {
    const { extensions = usualExtensions, latency = 0, manner = 'whole' } = house.script;
    this.#house = house;
    this.#number = about.number;
    this.#socket = socket;
    this.#offers = new Offers(extensions);
    this.#transactions = new Transactions(house, about.number, this.#offers);
    this.#speaker = new Speaker(socket, latency, manner, () => {
      this.#greeted = true;
      this.#receivedAtReply = this.#input.received;
    });
    this.#listenTo(socket);
    const usual = about.isOneTooMany ? '421 4.7.0 Too many connections' : '220 script.example ESMTP';
    this.#answer(this.#script().greeting ?? say(usual));
  }

  /** Says what nobody asked for. */
  interrupt(move: Move): void {
    if (endsListening(move)) this.#silent = true;
    this.#speaker.perform(move);
  }

  drop(): void {
    this.#silent = true;
    this.#socket.destroy();
  }

  #listenTo(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => this.#read(bytes.toString('latin1')));
  }

  #script(): ConnectionScript {
    return this.#house.script.connection?.(this.#number, this.#transactions.count) ?? {};
  }

  #read(text: string): void {
    if (this.#silent) return;
    this.#input.add(text);
    while (!this.#silent && this.#step());
  }

  /** Reads one thing, once it is whole. */
  #step(): boolean {
    const reading = this.#reading;
    if (reading.kind === 'message') return this.#readMessage();
    if (reading.kind === 'chunk') return this.#readChunk(reading);
    const pipelined = this.#isAhead();
    const line = this.#input.line();
    if (line === undefined) return false;
    if (reading.kind === 'login') this.#logIn(reading.linesLeft - 1);
    else this.#readCommand(Buffer.from(line, 'latin1').toString(), pipelined);
    return true;
  }

  /** Whether the next byte was there before the last reply had left. */
  #isAhead(): boolean {
    return this.#speaker.isSpeaking || this.#input.position < this.#receivedAtReply;
  }

  #readCommand(line: string, pipelined: boolean): void {
    const verb = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? '';
    this.#command = this.#house.journal.hear(this.#number, line, pipelined);
    this.#checkOrder(line, pipelined);
    this.#last = verb;
    const { behindACommand } = this.#house.script;
    const hasMore = this.#input.waiting > 0 && verb !== 'BDAT';
    if (hasMore && typeof behindACommand === 'object') this.#answer(behindACommand);
    else this.#obey(verb, line, pipelined);
    if (hasMore) this.#leaveBehind();
  }

  #checkOrder(line: string, pipelined: boolean): void {
    if (!this.#greeted) this.#blame('spoke before the greeting', line);
    if (this.#last === 'QUIT') this.#blame('spoke after QUIT', line);
    if (!pipelined) return;
    if (lastOfGroup.has(this.#last)) this.#blame('something behind the last of a group', line);
    if (!this.#offers.has('PIPELINING')) this.#blame('pipelined where PIPELINING is not offered', line);
  }

  #leaveBehind(): void {
    if (this.#house.script.behindACommand === 'throwAway') this.#input.throwAway();
  }

  #obey(verb: string, line: string, pipelined: boolean): void {
    if (verb === 'EHLO') this.#introduce(this.#offers.announcement);
    else if (verb === 'HELO') this.#introduce('250 script.example');
    else if (verb === 'MAIL') this.#mail(line);
    else if (verb === 'RCPT') this.#answer(this.#transactions.rcpt(line, pipelined));
    else if (verb === 'DATA') this.#data(line, pipelined);
    else if (verb === 'BDAT' && this.#offers.has('CHUNKING')) this.#bdat(line, pipelined);
    else if (verb === 'RSET') this.#reset();
    else if (verb === 'NOOP') this.#answer(say('250 2.0.0 OK'));
    else if (verb === 'QUIT') this.#answer(say('221 2.0.0 Bye'), () => this.#socket.end());
    else if (verb === 'STARTTLS' && this.#house.script.tls) this.#startTls();
    else if (verb === 'AUTH' && this.#offers.has('AUTH')) this.#auth(line);
    else this.#shrug(verb, line);
  }

  #shrug(verb: string, line: string): void {
    if (verb === 'BDAT') this.#blame('BDAT where CHUNKING is not offered', line);
    if (!notImplemented.has(verb)) this.#blame('not a command', line);
    this.#answer(say('502 5.5.1 Not implemented'));
  }

  #introduce(usual: string): void {
    this.#introduced = true;
    this.#transactions.forget();
    this.#answer(this.#script().ehlo ?? say(usual));
  }

  #startTls(): void {
    this.#answer(say('220 2.0.0 Go ahead'), () => {
      this.#socket.removeAllListeners('data');
      this.#socket = new TLSSocket(this.#socket, { isServer: true, ...this.#house.script.tls });
      this.#input = new Input();
      this.#receivedAtReply = 0;
      this.#introduced = false;
      this.#speaker.moveTo(this.#socket);
      this.#listenTo(this.#socket);
    });
  }

  #auth(line: string): void {
    const [, method = '', initial] = line.split(' ');
    this.#logIn((method.toUpperCase() === 'LOGIN' ? 2 : 1) - (initial === undefined ? 0 : 1));
  }

  #logIn(linesLeft: number): void {
    this.#reading = linesLeft > 0 ? { kind: 'login', linesLeft } : command;
    if (linesLeft > 0) this.#answer(say('334 UGxlYXNl'));
    else this.#answer(this.#script().login ?? say('235 2.7.0 Welcome'));
  }

  #mail(line: string): void {
    if (!this.#introduced) this.#blame('MAIL before EHLO', line);
    this.#answer(this.#transactions.mail(line));
  }

  #data(line: string, pipelined: boolean): void {
    const move = this.#transactions.data(line, pipelined);
    if (isGo(move)) this.#reading = { kind: 'message' };
    this.#answer(move);
  }

  #readMessage(): boolean {
    if (this.#input.waiting === 0) return false;
    if (this.#last === 'DATA' && this.#isAhead()) this.#blame('message before 354', 'DATA');
    this.#last = '';
    const { early } = this.#transactions;
    if (early) return this.#breakIn(early);
    const written = this.#input.message();
    if (written === undefined) return false;
    this.#reading = command;
    this.#command = this.#house.journal.hear(this.#number, '.', false);
    this.#answer(this.#transactions.dotted(written));
    this.#leaveBehind();
    return true;
  }

  /** Answers in the middle of a message, and hears no more of it. */
  #breakIn(early: Move): false {
    this.#silent = true;
    this.#answer(early);
    return false;
  }

  #bdat(line: string, pipelined: boolean): void {
    const [, digits, last] = /^BDAT (\d+)( LAST)?$/i.exec(line) ?? [];
    if (digits === undefined) {
      this.#blame('BDAT without a length', line);
      this.#answer(inTurn(say('501 5.5.4 How many bytes?'), close));
      return;
    }
    const refusal = this.#transactions.refusesChunk(line, pipelined);
    const chunk = { kind: 'chunk', length: Number(digits), isLast: last !== undefined } as const;
    this.#reading = refusal ? { ...chunk, refusal } : chunk;
    if (refusal && endsListening(refusal)) this.#answer(refusal);
  }

  #readChunk({ length, isLast, refusal }: Extract<Reading, { kind: 'chunk' }>): boolean {
    const early = refusal ? undefined : this.#transactions.early;
    if (early && this.#input.waiting > 0) return this.#breakIn(early);
    const bytes = this.#input.bytes(length);
    if (bytes === undefined) return false;
    this.#reading = command;
    this.#answer(refusal ?? this.#transactions.chunk(bytes, isLast));
    this.#leaveBehind();
    return true;
  }

  #reset(): void {
    this.#transactions.forget();
    this.#answer(this.#script().reset ?? say('250 2.0.0 Reset'));
  }

  #answer(move: Move, after?: () => void): void {
    const command = this.#command;
    const note = (reply: string) => {
      if (command) command.reply ??= reply;
    };
    if (endsListening(move)) this.#silent = true;
    this.#speaker.perform(move, note, after);
  }

  #blame(fault: Fault, words: string): void {
    this.#house.journal.blame(this.#number, fault, words);
  }
}
