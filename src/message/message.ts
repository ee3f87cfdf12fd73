import type { EmailAddress } from '../address/email-address.ts';

/** One reader's copy, ready for the wire: who it is from and for in the dialogue, and its bytes (CRLF only). */
export interface Message {
  readonly envelope: { readonly from: EmailAddress; readonly to: EmailAddress };
  readonly raw: Buffer;
  /** Whoever made it has seen to it that it ends with CRLF, and that no line of it begins with a dot. */
  readonly isWireForm?: boolean;
  /** Once it has gone: its bytes may be used for another copy. */
  readonly recycle?: () => void;
}
