import type { EmailAddress } from '../address/email-address.ts';
import type { Mailbox } from '../address/mailbox.ts';

/** What all copies of one mailing share. */
export interface Edition {
  /** The mailing's id in the ledger. */
  readonly mailing: string;
  readonly kind: 'issue' | 'test';
  /** The newsletter's name. */
  readonly newsletter: string;
  /** The list's name. */
  readonly list: string;
  readonly from: Mailbox;
  readonly replyTo?: Mailbox;
  /** The envelope sender: where bounces go. */
  readonly bounces: EmailAddress;
  /** The web copy of this issue, and the page of all issues, where there are pages; neither carries a token. */
  readonly webCopy?: string | undefined;
  readonly archive?: string | undefined;
  /** Pictures the HTML names by `cid:`. */
  readonly pictures: readonly Picture[];
}

export interface Picture {
  /** Right side of `cid:`. */
  readonly cid: string;
  /** A bare file name. */
  readonly name: string;
  /** `image/png`. */
  readonly type: string;
  readonly content: Buffer;
}
