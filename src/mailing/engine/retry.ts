import type { Verdict } from '../../smtp/outcome.ts';
import type { Claim, Settlement } from '../../store/delivery.ts';

/** How deferred readers are tried again; milliseconds. */
export interface Patience {
  /** After the first deferral; three times as long after each further one, up to 4 hours. */
  readonly retryAfter: number;
  /** From the first deferral until the delivery expires. */
  readonly retryFor: number;
}

const longest = 4 * 3_600_000;

/** How long to wait after so many attempts (RFC 5321 s.4.5.4.1: at least 30 minutes from the second on). */
export function retryDelay(patience: Patience, attempts: number): number {
  return Math.min(longest, patience.retryAfter * 3 ** Math.max(0, attempts - 1));
}

/** What is written in the ledger for what a server did. */
export function settlementOf(outcome: Verdict, claim: Claim, patience: Patience, now: number): Settlement {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'accepted', reply: outcome.reply };
    case 'deferred':
      return deferral(outcome.reply, claim, patience, now);
    case 'rejected':
      return { state: 'rejected', reply: outcome.reply, suppress: outcome.suppress };
    case 'unknown':
      return { state: 'unknown', why: outcome.why };
    case 'putBack':
      return { state: 'released', reply: outcome.slow.why };
    case 'pause':
      return { state: 'released', reply: outcome.reply };
  }
}

function deferral(reply: string, claim: Claim, patience: Patience, now: number): Settlement {
  const dueAt = now + retryDelay(patience, claim.attempts + 1);
  const end = (claim.deferredSince ?? now) + patience.retryFor;
  return dueAt > end ? { state: 'expired', reply } : { state: 'deferred', reply, dueAt };
}
