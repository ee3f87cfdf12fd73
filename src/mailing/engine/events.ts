import type { Claim, Settlement } from '../../store/delivery.ts';
import type { Pause } from './lane-pace.ts';
import type { Patience } from './retry.ts';
import type { Trouble } from './trouble.ts';

export interface Tempo extends Patience {
  /** How long to stay for deferred readers once all others are done, in milliseconds; may be Infinity. */
  readonly wait: number;
}

/** What happens while a mailing runs. */
export type EngineEvent =
  | { readonly kind: 'settled'; readonly claim: Claim; readonly settlement: Settlement }
  | { readonly kind: 'skipped'; readonly claim: Claim; readonly reason: string }
  | { readonly kind: 'slowed'; readonly server: string; readonly pause: Pause }
  /** One of several servers takes no part any more. */
  | { readonly kind: 'leftOut'; readonly server: string; readonly why: string; readonly trouble: Trouble }
  /** A limit holds the mail back: a window is full, or a warm-up. */
  | { readonly kind: 'held'; readonly pause: Pause }
  /** For deferred readers; `until` is in milliseconds since 1970. */
  | { readonly kind: 'waiting'; readonly until: number }
  /** For another sender of the same mailing, which holds so many deliveries. */
  | { readonly kind: 'shared'; readonly held: number };

/** Why the engine came to rest. */
export type Rest =
  /** Nothing is left to do now; deferred readers may still be due later. */
  | { readonly kind: 'finished' }
  /** The user stopped it. */
  | { readonly kind: 'stopped' }
  /** Another process paused or cancelled the mailing, or took it over. */
  | { readonly kind: 'halted' }
  /** Going on would do harm or no good: the mailing is paused. */
  | { readonly kind: 'paused'; readonly why: string; readonly trouble: Trouble };

/** The two ways to be stopped: take no new work, or drop everything. */
export interface Stop {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
}
