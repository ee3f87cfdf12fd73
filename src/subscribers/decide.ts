import type { Described } from '../store/subscribers.ts';
import { merge, type Subscriber } from '../store/subscribers.ts';
import type { NewSubscription, Subscription } from '../store/subscriptions.ts';
import type { Suppression } from '../store/suppressions.ts';
import type { ImportRow } from './row.ts';
import { hasLeft } from './standing.ts';

/** What became of a row: see `ImportReport`. */
export type Outcome = 'added' | 'updated' | 'unchanged' | 'left' | 'staysOut';

/** What the store knows of the person in a row. */
export interface Known {
  readonly subscriber: Subscriber | undefined;
  readonly subscription: Subscription | undefined;
  readonly suppression: Suppression | undefined;
}

/** What is to be written for a row; nothing of what is absent. */
export interface Decision {
  readonly outcome: Outcome;
  /** Fields and tags as they shall be, of a subscriber who is known. */
  readonly describe?: Described;
  readonly subscription?: Omit<NewSubscription, 'listId' | 'subscriberId'>;
  readonly suppress?: Suppression['reason'];
  /** When they left; of those only who do. */
  readonly leftAt?: number;
}

/**
 * What an import does with a row. Nobody who has left is ever made active here, whatever the row says, and a row
 * that says somebody has left always wins: so the order of rows and files does not matter.
 */
export function decide(row: ImportRow, known: Known, { now, source }: Importing): Decision {
  // Not even that they left is written of somebody of whom nothing is to be kept.
  if (known.suppression?.reason === 'erased' && !known.subscriber) return { outcome: 'staysOut' };
  if (hasLeft(row.standing)) return leave(row, known, { now, source });
  if (known.suppression || known.subscription?.state === 'unsubscribed') return { outcome: 'staysOut' };
  if (!known.subscriber) return { outcome: 'added', subscription: joining(row, source) };
  const described = merge(known.subscriber, row);
  const describe = described ? { describe: described } : {};
  if (!known.subscription) return { outcome: 'added', ...describe, subscription: joining(row, source) };
  if (known.subscription.state === 'pending' && row.standing === 'active') {
    return { outcome: 'updated', ...describe, subscription: joining(row, source) };
  }
  return { outcome: described ? 'updated' : 'unchanged', ...describe };
}

export interface Importing {
  readonly now: number;
  /** Where consent came from unless a row says so itself: `import readers.csv`. */
  readonly source: string;
}

function leave(row: ImportRow, known: Known, { now, source }: Importing): Decision {
  const suppress = suppressionOf(row, known);
  const leaves = known.subscription?.state !== 'unsubscribed';
  if (!leaves && !suppress) return { outcome: 'unchanged' };
  const before = known.subscription ?? joining(row, source);
  const leftAt = leavingTime(row, known, now);
  return {
    outcome: 'left',
    leftAt,
    ...(suppress ? { suppress } : {}),
    ...(leaves ? { subscription: { ...before, state: 'unsubscribed', leftAt } } : {}),
  };
}

/** Whoever was on the list until now leaves it now, whenever they left elsewhere; nobody leaves in the future. */
function leavingTime(row: ImportRow, known: Known, now: number): number {
  return known.subscription ? now : Math.min(row.leftAt ?? now, now);
}

function suppressionOf(row: ImportRow, known: Known): Suppression['reason'] | undefined {
  if (known.suppression || row.standing === 'active' || row.standing === 'pending') return undefined;
  return row.standing === 'unsubscribed' ? undefined : row.standing;
}

function joining(row: ImportRow, source: string): NonNullable<Decision['subscription']> {
  return {
    state: row.standing === 'pending' ? 'pending' : 'active',
    source: row.source ?? source,
    consentAt: row.consentAt,
    consent: row.consent,
    leftAt: null,
  };
}
