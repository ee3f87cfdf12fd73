/** What to do instead of the usual step. */
export type Move =
  /** Say this; `\n` makes a multi-line reply of whole lines. A 421 is followed by hanging up. */
  | { readonly kind: 'say'; readonly reply: string }
  /** Say this without ending its line, and drop the line. */
  | { readonly kind: 'sayHalf'; readonly reply: string }
  /** Write this as it stands: garbage, or several replies where one is due. */
  | { readonly kind: 'sayRaw'; readonly text: string }
  /** A reply line that never ends, until the client has had enough. */
  | { readonly kind: 'sayForEver' }
  /** Drop the line without a word. */
  | { readonly kind: 'hangUp' }
  /** End the connection in order, without a word, so that what was said before arrives. */
  | { readonly kind: 'close' }
  /** Keep the line open and never answer again. */
  | { readonly kind: 'stall' }
  /** Only at `final`: keep the message, and drop the line without a word. */
  | { readonly kind: 'takeAndHangUp' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  /** One after the other: the first word decides what becomes of the command, all else is unasked. */
  | { readonly kind: 'inTurn'; readonly moves: readonly Move[] };

export const say = (reply: string): Move => ({ kind: 'say', reply });
export const sayHalf = (reply: string): Move => ({ kind: 'sayHalf', reply });
export const sayRaw = (text: string): Move => ({ kind: 'sayRaw', text });
export const sayForEver: Move = { kind: 'sayForEver' };
export const hangUp: Move = { kind: 'hangUp' };
export const close: Move = { kind: 'close' };
export const stall: Move = { kind: 'stall' };
export const takeAndHangUp: Move = { kind: 'takeAndHangUp' };
/** `inTurn(wait(50), say('250 OK'))` answers slowly; `inTurn(say('250 OK'), say('421 Bye'))` adds what nobody asked. */
export const wait = (milliseconds: number): Move => ({ kind: 'wait', milliseconds });
export const inTurn = (...moves: readonly Move[]): Move => ({ kind: 'inTurn', moves });

/** The single moves, in order. */
export function steps(move: Move): readonly Move[] {
  return move.kind === 'inTurn' ? move.moves.flatMap(steps) : [move];
}

/** What becomes of the command: its first word, or what it gets instead. */
function decisive(move: Move): Move | undefined {
  return steps(move).find(({ kind }) => kind !== 'wait');
}

function replies(move: Move | undefined, digit: string): boolean {
  const first = move && decisive(move);
  return first?.kind === 'say' && first.reply.startsWith(digit);
}

export function isYes(move: Move): boolean {
  return replies(move, '2');
}

/** Asks for the message; in a recipient's script also when the recipient itself was refused. */
export function isGo(move: Move | undefined): boolean {
  return replies(move, '3');
}

/** The server keeps the message, whether or not it says so. */
export function takes(move: Move): boolean {
  return isYes(move) || decisive(move)?.kind === 'takeAndHangUp';
}

/** After this nothing more is heard. */
export function endsListening(move: Move): boolean {
  return steps(move).some((step) => {
    if (step.kind === 'say') return step.reply.startsWith('421');
    return step.kind !== 'sayRaw' && step.kind !== 'wait';
  });
}
