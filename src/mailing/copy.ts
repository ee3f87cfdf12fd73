import type { EmailAddress } from '../address/email-address.ts';
import { readerAddresses } from '../message/addresses.ts';
import { composeMessage } from '../message/compose.ts';
import type { Edition } from '../message/edition.ts';
import { fillIssue } from '../message/filled.ts';
import type { Message } from '../message/message.ts';
import { type LinkTokens, signLinkTokens } from '../message/tokens.ts';
import type { Claim } from '../store/delivery.ts';
import type { Content } from './content.ts';

/** One reader, as far as their copy is concerned. */
export interface Reader {
  readonly email: EmailAddress;
  /** The subscriber's id, or what stands for it in a test. */
  readonly subscriber: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly variant: string;
}

/** Makes one reader's copy: slots filled, headers set, MIME composed. */
export type MakeCopy = (claim: Claim) => Promise<Message>;

/** The copies of a mailing; `keys` sign the readers' own links. */
export function copiesOf(
  content: Content,
  edition: Edition,
  about: { readonly keys: readonly string[]; readonly listId: number; readonly now: () => number },
): MakeCopy {
  return (claim) => {
    const tokens = signLinkTokens(about.keys, {
      list: about.listId,
      subscriber: claim.subscriberId,
      mailing: edition.mailing,
    });
    const reader = { ...claim, email: claim.email as EmailAddress, subscriber: String(claim.subscriberId) };
    return composeCopy(content, edition, reader, tokens, new Date(about.now()));
  };
}

export function composeCopy(
  content: Content,
  edition: Edition,
  reader: Reader,
  tokens: LinkTokens,
  date: Date,
): Promise<Message> {
  const rendered = content.variants[reader.variant];
  if (!rendered) throw new Error(`mailing ${edition.mailing} has no variant “${reader.variant}”`);
  const { unsubscribe, oneClick } = readerAddresses(content.url, tokens);
  const filled = fillIssue(rendered, { email: reader.email, fields: reader.fields, unsubscribe });
  return composeMessage(edition, {
    to: reader.email,
    subscriber: reader.subscriber,
    ...filled,
    oneClick,
    date,
  });
}
