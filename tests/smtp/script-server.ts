import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type HeardCommand, Journal, type SeenFault, type TakenMessage } from './script-server/journal.ts';
import { type Move, say } from './script-server/move.ts';
import type { RecipientScript, Script } from './script-server/script.ts';
import { Session } from './script-server/session.ts';

export { misdelivered } from './script-server/journal.ts';
export {
  close,
  hangUp,
  inTurn,
  type Move,
  say,
  sayForEver,
  sayHalf,
  sayRaw,
  stall,
  takeAndHangUp,
  wait,
} from './script-server/move.ts';
export { type Script, usualExtensions } from './script-server/script.ts';

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
 * expect(misdelivered(server.taken)).toEqual([]);
 * expect(server.faults).toEqual([]);
 * await server.close();
 * ```
 *
 * A message counts as taken once its final dot, or the last byte of its last chunk, was read, somebody was to
 * get it, and it was not refused: at `250`, or at `takeAndHangUp`. What `attempt` counts are the RCPTs of one
 * address over all connections, from 1.
 *
 * A transaction in which everybody was refused stays open until RSET, after DATA and after BDAT alike, as with
 * the strictest servers: without RSET the next MAIL is nested, and the next message goes by the old one.
 */
export interface ScriptServer {
  /** `smtp://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  /** Every message taken in full, in order. */
  readonly taken: readonly TakenMessage[];
  /** Every command heard, in order, over all connections; the final dot as `.`. */
  readonly heard: readonly string[];
  /** The same with their connections, and whether they were pipelined. */
  readonly commands: readonly HeardCommand[];
  /** What clients did that no client may do, in order. */
  readonly faults: readonly SeenFault[];
  /** How many connections there have been. */
  readonly connections: number;
  /** How many are open now. */
  readonly open: number;
  /** How often a message with this Message-ID (with or without angle brackets) was taken. */
  timesTaken(messageId: string): number;
  /** Says this unasked on every open connection, `421 4.3.2 Shutting down` by default. */
  interrupt(move?: Move): void;
  /** Drops all open connections, as a server that is killed does; new ones are welcome. */
  dropAll(): void;
  close(): Promise<void>;
}

export async function startScriptServer(script: Script = {}): Promise<ScriptServer> {
  const journal = new Journal();
  const sessions = new Set<Session>();
  /** Those that were not turned away for being one too many. */
  const welcome = new Set<Session>();
  const scriptFor = attemptCounter(script);
  const { mostOpen = Number.POSITIVE_INFINITY } = script;
  const house = { script, journal, scriptFor };
  let connections = 0;
  const server = createListener(script, (socket) => {
    connections += 1;
    const isOneTooMany = welcome.size >= mostOpen;
    const session = new Session(house, socket, { number: connections, isOneTooMany });
    sessions.add(session);
    if (!isOneTooMany) welcome.add(session);
    socket.on('close', () => {
      sessions.delete(session);
      welcome.delete(session);
    });
  });
  const dropAll = () => {
    for (const session of sessions) session.drop();
  };
  const port = await listen(server);
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    taken: journal.taken,
    heard: journal.heard,
    commands: journal.commands,
    faults: journal.faults,
    get connections() {
      return connections;
    },
    get open() {
      return sessions.size;
    },
    timesTaken: (messageId) => journal.timesTaken(messageId),
    interrupt: (move = say('421 4.3.2 Shutting down')) => {
      for (const session of sessions) session.interrupt(move);
    },
    dropAll,
    close: () => {
      dropAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function createListener({ tls }: Script, welcome: (socket: Socket) => void): Server {
  return tls?.implicit ? createTlsServer({ ...tls }, welcome) : createServer(welcome);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function attemptCounter(script: Script): (address: string) => RecipientScript {
  const attempts = new Map<string, number>();
  return (address) => {
    const attempt = (attempts.get(address) ?? 0) + 1;
    attempts.set(address, attempt);
    return script.recipient?.(address, attempt) ?? {};
  };
}
