/** How long a server wants to be left in peace, and why. */
export interface Slowdown {
  /** The server's own words, or what happened. */
  readonly why: string;
  /** Milliseconds before the next message is handed to this server. */
  readonly forAtLeast: number;
  /** Go on with so many connections, then add one at a time. */
  readonly connections?: 1;
  /** It says that it is slow because of our SPF, DKIM, DMARC or TLS. */
  readonly blames?: 'authentication';
}

/** What of ours a refusal is about: the sender or our login, SPF, DKIM and DMARC, or how large the copies are. */
type PauseCause = 'sender' | 'authentication' | 'size';

/** What became of one message, or that another server is to be asked. */
export type Outcome =
  | Verdict
  /** Nothing of it was said: this server cannot carry it, another may. */
  | { readonly kind: 'elsewhere'; readonly reply: string };

/**
 * What became of one message. `reply` is the server's reply on one line, or, where the line dropped,
 * what happened; it never holds a password.
 */
export type Verdict =
  /** The server took it: 2xx to the final dot. */
  | { readonly kind: 'accepted'; readonly reply: string }
  /** Not taken; try this reader again later. `lost`: the server has not said so, the line dropped. */
  | { readonly kind: 'deferred'; readonly reply: string; readonly lost?: true }
  /** Refused for good. `suppress`: there is no such mailbox, never write to it again. */
  | { readonly kind: 'rejected'; readonly reply: string; readonly suppress: boolean }
  /** The final dot may have left this machine and the answer was lost: the server may or may not have it. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Certainly not taken, and no fault of this reader: it goes back, and the server is slowed. */
  | { readonly kind: 'putBack'; readonly slow: Slowdown }
  /** Certainly not taken, and every other copy would be refused as well: pause the mailing. */
  | { readonly kind: 'pause'; readonly cause: PauseCause; readonly reply: string };
