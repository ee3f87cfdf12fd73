import type { ConnectFault } from '../../smtp/connect-fault.ts';

/** Why going on with a server, or with a mailing, would do harm or no good. */
export type Trouble =
  /** There is no session to be had with it. */
  | { readonly kind: 'connection'; readonly fault: ConnectFault }
  /** It does not take mail from this sender. */
  | { readonly kind: 'sender' }
  /** It says that our SPF, DKIM, DMARC or TLS is broken. */
  | { readonly kind: 'authentication' }
  /** The copies are larger than it takes. */
  | { readonly kind: 'size' }
  /** The line breaks with every message. */
  | { readonly kind: 'losses' }
  /** It puts off everybody, however often it is given a rest. */
  | { readonly kind: 'deferrals' }
  /** It takes nothing for now, however often it is given a rest. */
  | { readonly kind: 'putBacks' }
  /** It refuses too many readers for that to be their fault. */
  | { readonly kind: 'refusals' };
