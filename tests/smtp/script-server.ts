import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/**
 * A mail server that does as it is told: a real SMTP dialogue over a real socket on 127.0.0.1, in which
 * every step can be refused, put off, cut or left unanswered, chosen for each recipient by a function.
 *
 * ```ts
 * const server = await startScriptServer({
 *   recipient: (address, attempt) => {
 *     if (address.startsWith('gone')) return { rcpt: say('550 5.1.1 No such user') };
 *     if (address.startsWith('later') && attempt === 1) return { rcpt: say('451 4.2.1 Later') };
 *     if (address.startsWith('cut')) return { data: hangUp };          // before it has anything
 *     if (address.startsWith('lost')) return { final: takeAndHangUp }; // it has the message, the answer is lost
 *   },
 * });
 * … send through server.url …
 * expect(server.timesTaken(messageId)).toBe(1);
 * await server.close();
 * ```
 *
 * A message counts as taken once its final dot was read and it was not refused: at `250`, or at
 * `takeAndHangUp`. What `attempt` counts are the RCPTs of one address over all connections, from 1.
 */
export interface ScriptServer {
  /** `smtp://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  /** Every message taken in full, in order. */
  readonly taken: readonly TakenMessage[];
  /** Every command heard, in order, over all connections; the final dot as `.`. */
  readonly heard: readonly string[];
  /** How many connections there have been. */
  readonly connections: number;
  /** How many are open now. */
  readonly open: number;
  /** How often a message with this Message-ID (with or without angle brackets) was taken. */
  timesTaken(messageId: string): number;
  /** Drops all open connections, as a server that is killed does; new ones are welcome. */
  dropAll(): void;
  close(): Promise<void>;
}

export interface TakenMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** Without angle brackets; empty when it has none. */
  readonly messageId: string;
  /** Dots unstuffed, without the final one. */
  readonly raw: string;
}

/** What to do instead of the usual step. */
export type Move =
  /** Say this; `\n` makes a multi-line reply of whole lines. A 421 is followed by hanging up. */
  | { readonly kind: 'say'; readonly reply: string }
  /** Drop the line without a word. */
  | { readonly kind: 'hangUp' }
  /** Say this without ending its line, and drop the line. */
  | { readonly kind: 'sayHalf'; readonly reply: string }
  /** Keep the line open and never answer again. */
  | { readonly kind: 'stall' }
  /** Only at `final`: keep the message, and drop the line without a word. */
  | { readonly kind: 'takeAndHangUp' };

export const say = (reply: string): Move => ({ kind: 'say', reply });
export const sayHalf = (reply: string): Move => ({ kind: 'sayHalf', reply });
export const hangUp: Move = { kind: 'hangUp' };
export const stall: Move = { kind: 'stall' };
export const takeAndHangUp: Move = { kind: 'takeAndHangUp' };

/** Steps that belong to a connection. `mail` is asked at every MAIL, `reset` at every RSET. */
export interface ConnectionScript {
  readonly greeting?: Move;
  readonly ehlo?: Move;
  readonly mail?: Move;
  readonly reset?: Move;
}

/** Steps that belong to a recipient. `message` comes with the first bytes after 354, before the final dot. */
export interface RecipientScript {
  readonly rcpt?: Move;
  readonly data?: Move;
  readonly message?: Move;
  readonly final?: Move;
}

export interface Script {
  /** What EHLO announces. */
  readonly extensions?: readonly string[];
  /** By the connection's number, from 1, and the number of its MAIL, from 1. */
  readonly connection?: (connection: number, transaction: number) => ConnectionScript | undefined;
  readonly recipient?: (address: string, attempt: number) => RecipientScript | undefined;
  /** Milliseconds before every reply. */
  readonly latency?: number;
}

/** What an ordinary server offers. */
const usualExtensions = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'SIZE 10485760'];

export async function startScriptServer(script: Script = {}): Promise<ScriptServer> {
  const state = new State(script);
  const server = createServer((socket) => new Session(state, socket));
  const port = await listen(server);
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    taken: state.taken,
    heard: state.heard,
    get connections() {
      return state.connections;
    },
    get open() {
      return state.sockets.size;
    },
    timesTaken: (messageId) => state.times.get(bare(messageId)) ?? 0,
    dropAll: () => state.dropAll(),
    close: () => {
      state.dropAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** What all sessions share. */
class State {
  readonly script: Script;
  readonly taken: TakenMessage[] = [];
  readonly times = new Map<string, number>();
  readonly heard: string[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  readonly #attempts = new Map<string, number>();

  constructor(script: Script) {
    this.script = script;
  }

  scriptFor(address: string): RecipientScript {
    const attempt = (this.#attempts.get(address) ?? 0) + 1;
    this.#attempts.set(address, attempt);
    return this.script.recipient?.(address, attempt) ?? {};
  }

  take(message: TakenMessage): void {
    this.taken.push(message);
    this.times.set(message.messageId, (this.times.get(message.messageId) ?? 0) + 1);
  }

  dropAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

class Session {
  readonly #state: State;
  readonly #socket: Socket;
  readonly #number: number;
  #buffer = '';
  #silent = false;
  #transactions = 0;
  #sender: string | undefined;
  #recipients: { address: string; script: RecipientScript }[] = [];
  #inMessage = false;

  constructor(state: State, socket: Socket) {
    this.#state = state;
    this.#socket = socket;
    state.connections += 1;
    this.#number = state.connections;
    state.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => state.sockets.delete(socket));
    socket.on('data', (chunk) => this.#read(chunk.toString('latin1')));
    this.#do(this.#connectionScript().greeting ?? say('220 script.example ESMTP'));
  }

  #connectionScript(): ConnectionScript {
    return this.#state.script.connection?.(this.#number, this.#transactions) ?? {};
  }

  #read(text: string): void {
    this.#buffer += text;
    while (!this.#silent && (this.#inMessage ? this.#readMessage() : this.#readCommand()));
  }

  #readCommand(): boolean {
    const end = this.#buffer.indexOf('\r\n');
    if (end === -1) return false;
    const line = Buffer.from(this.#buffer.slice(0, end), 'latin1').toString();
    this.#buffer = this.#buffer.slice(end + 2);
    this.#state.heard.push(line);
    this.#command(line);
    return true;
  }

  #command(line: string): void {
    const verb = line.split(/[ :]/, 1)[0]?.toUpperCase();
    if (verb === 'EHLO') this.#do(this.#connectionScript().ehlo ?? say(this.#announcement()));
    else if (verb === 'MAIL') this.#mail(line);
    else if (verb === 'RCPT') this.#rcpt(line);
    else if (verb === 'DATA') this.#data();
    else if (verb === 'RSET') this.#reset();
    else if (verb === 'QUIT') this.#do(say('221 2.0.0 Bye'), () => this.#socket.end());
    else this.#do(say('502 5.5.1 Not implemented'));
  }

  #announcement(): string {
    const lines = ['script.example', ...(this.#state.script.extensions ?? usualExtensions)];
    return lines.map((line, i) => `250${i === lines.length - 1 ? ' ' : '-'}${line}`).join('\n');
  }

  #mail(line: string): void {
    this.#transactions += 1;
    const nested = this.#sender !== undefined;
    const usual = nested ? say('503 5.5.1 Nested MAIL command') : say('250 2.1.0 Sender OK');
    const move = this.#connectionScript().mail ?? usual;
    if (isYes(move)) this.#sender = inAngles(line);
    this.#do(move);
  }

  #rcpt(line: string): void {
    const address = inAngles(line);
    if (this.#sender === undefined) this.#do(say('503 5.5.1 MAIL first'));
    else this.#recipient(address, this.#state.scriptFor(address));
  }

  #recipient(address: string, script: RecipientScript): void {
    const move = script.rcpt ?? say('250 2.1.5 Recipient OK');
    const agreed = isYes(move) || isGo(script.data);
    if (agreed) this.#recipients.push({ address, script });
    this.#do(move);
  }

  #data(): void {
    const [first] = this.#recipients;
    const move = first ? (first.script.data ?? say('354 Go on')) : say('503 5.5.1 RCPT first');
    this.#inMessage = isGo(move);
    this.#do(move);
  }

  #readMessage(): boolean {
    const early = this.#recipients[0]?.script.message;
    if (early && this.#buffer !== '') {
      this.#inMessage = false;
      this.#silent = true;
      this.#do(early);
      return false;
    }
    const end = this.#buffer.startsWith('.\r\n') ? 0 : this.#buffer.indexOf('\r\n.\r\n') + 2;
    if (end === 1) return false;
    const raw = this.#buffer.slice(0, end).replace(/^\./gm, '');
    this.#buffer = this.#buffer.slice(end + 3);
    this.#inMessage = false;
    this.#final(raw);
    return true;
  }

  #final(raw: string): void {
    this.#state.heard.push('.');
    const move = this.#recipients[0]?.script.final ?? say('250 2.0.0 Taken');
    if (isYes(move) || move.kind === 'takeAndHangUp') this.#take(raw);
    this.#forget();
    this.#do(move);
  }

  #take(raw: string): void {
    const messageId = bare(/^Message-ID:\s*(\S+)/im.exec(raw)?.[1] ?? '');
    const to = this.#recipients.map(({ address }) => address);
    this.#state.take({ from: this.#sender ?? '', to, messageId, raw });
  }

  #reset(): void {
    this.#forget();
    this.#do(this.#connectionScript().reset ?? say('250 2.0.0 Reset'));
  }

  #forget(): void {
    this.#sender = undefined;
    this.#recipients = [];
  }

  #do(move: Move, after?: () => void): void {
    const { latency } = this.#state.script;
    if (latency) setTimeout(() => this.#move(move, after), latency);
    else this.#move(move, after);
  }

  #move(move: Move, after?: () => void): void {
    if (move.kind === 'say') {
      this.#socket.write(move.reply.replaceAll('\n', '\r\n').concat('\r\n'), after);
      if (move.reply.startsWith('421')) this.#leave();
    } else if (move.kind === 'sayHalf') {
      this.#socket.write(move.reply);
      this.#leave();
    } else if (move.kind === 'stall') this.#silent = true;
    else this.#drop();
  }

  #leave(): void {
    this.#silent = true;
    this.#socket.end();
  }

  #drop(): void {
    this.#silent = true;
    this.#socket.destroy();
  }
}

function isYes(move: Move): boolean {
  return move.kind === 'say' && move.reply.startsWith('2');
}

/** Asks for the message; in a recipient's script also when the recipient itself was refused. */
function isGo(move: Move | undefined): boolean {
  return move?.kind === 'say' && move.reply.startsWith('3');
}

function inAngles(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}

function bare(messageId: string): string {
  return messageId.replace(/^<|>$/g, '');
}
