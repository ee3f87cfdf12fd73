/** The states of one reader's line in a mailing's ledger; docs/flow.md draws the machine. */
export const deliveryStates = [
  'planned',
  'claimed',
  'sending',
  'accepted',
  'deferred',
  'rejected',
  'unknown',
  'expired',
  'skipped',
  'cancelled',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The states that a delivery can be claimed from, those first whose readers have waited longer. */
export const claimableStates = ['deferred', 'planned'] as const satisfies readonly DeliveryState[];
export type ClaimableState = (typeof claimableStates)[number];

/** How many deliveries are in each state; they always add up to the mailing's recipients. */
export type Counts = Readonly<Record<DeliveryState, number>>;

/** A delivery that a sender holds: what it needs to make the copy and to report what became of it. */
export interface Claim {
  readonly subscriberId: number;
  readonly email: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly variant: string;
  /** How often it was handed to a server before. */
  readonly attempts: number;
  /** When it was deferred first, in milliseconds since 1970. */
  readonly deferredSince: number | null;
  /** It was refused once, in a row of refusals that paused the mailing. */
  readonly heldBefore: boolean;
}

/** A claim that may go on the wire now. */
export interface Cleared extends Claim {
  /** What its copy’s Date says, in milliseconds since 1970. */
  readonly datedAt: number;
}

/** One step out of `sending`, as it is written. Instants are milliseconds since 1970. */
export type Settlement =
  | { readonly state: 'accepted'; readonly reply: string }
  | { readonly state: 'deferred'; readonly reply: string; readonly dueAt: number }
  | { readonly state: 'expired'; readonly reply: string }
  | { readonly state: 'rejected'; readonly reply: string; readonly suppress: boolean }
  | { readonly state: 'unknown'; readonly why: string }
  /** Back to where it was claimed from: it was no fault of this reader. */
  | { readonly state: 'released'; readonly reply: string };

/** Whether a claimed delivery may go on the wire now. */
export type Clearance =
  /** `at`: what its copy’s Date says, in milliseconds since 1970; written with it. */
  | { readonly kind: 'go'; readonly at: number }
  /** Suppressed, unsubscribed or erased since; written as skipped. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** The mailing was paused or cancelled by another process. */
  | { readonly kind: 'halted' }
  /** The claim is not ours any more. */
  | { readonly kind: 'lost' };

export const noCounts: Counts = {
  planned: 0,
  claimed: 0,
  sending: 0,
  accepted: 0,
  deferred: 0,
  rejected: 0,
  unknown: 0,
  expired: 0,
  skipped: 0,
  cancelled: 0,
};

export function totalOf(counts: Counts): number {
  return deliveryStates.reduce((sum, state) => sum + counts[state], 0);
}

/** Deliveries that still have a step to take by themselves. */
export function openOf(counts: Counts): number {
  return counts.planned + counts.claimed + counts.sending + counts.deferred;
}
