import type { DeliveryState } from '../../../src/store/delivery.ts';
import { misdelivered, type ScriptServer } from '../../smtp/script-server.ts';

/** A line of a ledger, as far as it can be held against what servers saw. */
interface Line {
  readonly email: string;
  readonly state: DeliveryState;
  readonly reason: string | null;
}

/** One handing over of a message to one reader, as a server saw it: what each command was answered. */
interface Handover {
  readonly address: string;
  readonly by: 'DATA' | 'BDAT' | undefined;
  /** The answers to MAIL, RCPT, DATA and the end of the message that were said in full. */
  readonly answers: readonly string[];
}

/** States in which no server may have taken the copy. */
const never: readonly DeliveryState[] = [
  'planned',
  'deferred',
  'rejected',
  'expired',
  'skipped',
  'cancelled',
];

/**
 * Holds a ledger at rest against the servers’ own record, and says everything that is wrong with it. `spare`: how
 * many messages may be under way on one line where a server takes chunks, or that a sender was killed, which may
 * have come before its first byte.
 */
export function wrongWith(
  lines: readonly Line[],
  readers: readonly string[],
  servers: readonly ScriptServer[],
  spare: number | 'killed',
): string[] {
  const times = timesTaken(servers);
  const handovers = servers.flatMap(handoversTo);
  return [
    ...whoIsMissing(lines, readers),
    ...lines.flatMap((line) => wrongWithLine(line, times.get(line.email) ?? 0)),
    ...unknownWithoutReason(lines, handovers, unheardOf(servers, spare)),
    ...servers.flatMap(({ taken }) => misdelivered(taken).map(({ to }) => `${to}: got somebody else’s copy`)),
    ...servers.flatMap(({ faults }) =>
      faults.map(({ fault, words }) => `the server saw: ${fault} (${words})`),
    ),
  ];
}

function timesTaken(servers: readonly ScriptServer[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { taken } of servers) {
    for (const { to } of taken) for (const one of to) times.set(one, (times.get(one) ?? 0) + 1);
  }
  return times;
}

function whoIsMissing(lines: readonly Line[], readers: readonly string[]): string[] {
  const named = lines.map(({ email }) => email).sort();
  return named.join() === [...readers].sort().join()
    ? []
    : [`the ledger names ${named.length} of ${readers.length} readers, or names somebody twice`];
}

function wrongWithLine({ email, state }: Line, times: number): string[] {
  if (times > 1) return [`${email}: taken ${times} times`];
  if (state === 'claimed' || state === 'sending') return [`${email}: still ${state}`];
  if (state === 'accepted' && times === 0) return [`${email}: accepted, and no server has it`];
  if (never.includes(state) && times > 0) return [`${email}: ${state}, and a server has it`];
  return [];
}

/** An unknown one needs a handover that nobody who only saw the client’s side could be sure of. */
function unknownWithoutReason(
  lines: readonly Line[],
  handovers: readonly Handover[],
  mostUnheard: number,
): string[] {
  const open = new Set(handovers.filter(isOpen).map(({ address }) => address));
  const without = lines.filter(({ email, state }) => state === 'unknown' && !open.has(email));
  if (without.length <= mostUnheard) return [];
  return without.map(({ email, reason }) => {
    const heard = handovers.filter(({ address }) => address === email);
    return `${email}: unknown (${reason}), and need not be: ${JSON.stringify(heard)}`;
  });
}

/** Nobody refused it, and its message was on the way: asked for, or sent unasked as a chunk. */
function isOpen({ answers, by }: Handover): boolean {
  if (answers.some((answer) => /^[45]/.test(answer))) return false;
  return by === 'BDAT' || (by === 'DATA' && answers.some((answer) => answer.startsWith('3')));
}

/** Behind a message at which a server fell silent, so many may have left for it that it never read. */
function unheardOf(servers: readonly ScriptServer[], spare: number | 'killed'): number {
  if (spare === 'killed') return Number.POSITIVE_INFINITY;
  const chunked = servers.filter(({ commands }) => commands.some(({ reply }) => reply?.includes('CHUNKING')));
  return chunked.reduce((sum, { connections }) => sum + connections * spare, 0);
}

function handoversTo(server: ScriptServer): Handover[] {
  const handovers: { address: string; by: Handover['by']; answers: string[] }[] = [];
  const open = new Map<number, (typeof handovers)[number]>();
  for (const { connection, text, reply } of server.commands) {
    if (text.startsWith('MAIL')) open.set(connection, begin(handovers));
    if (text === 'RSET') open.delete(connection);
    const handover = open.get(connection);
    if (!handover) continue;
    if (reply !== undefined) handover.answers.push(reply);
    if (text.startsWith('RCPT')) handover.address = /<([^>]*)>/.exec(text)?.[1] ?? '';
    if (text === 'DATA') handover.by = 'DATA';
    if (text.startsWith('BDAT')) handover.by = 'BDAT';
  }
  return handovers;
}

function begin(handovers: { address: string; by: Handover['by']; answers: string[] }[]) {
  const handover = { address: '', by: undefined, answers: [] };
  handovers.push(handover);
  return handover;
}
