import type { EmailAddress } from '../address/email-address.ts';
import { Failure } from '../finding/failure.ts';
import { reachOf, readerAddresses } from '../message/addresses.ts';
import { type FilledIssue, fillIssue } from '../message/filled.ts';
import type { Message } from '../message/message.ts';
import { linkSigner } from '../message/tokens.ts';
import { contentOf, type Mailing } from '../store/mailings.ts';
import type { SentDelivery } from '../store/sent-delivery.ts';
import type { Store } from '../store/store.ts';
import { type Content, editionOf } from './content.ts';
import { type CopyParts, copyFiller, signCopy } from './copy.ts';

export interface RebuildParts {
  /** The first one has to be the one that signed the mailing's links, for the same bytes. */
  readonly keys: readonly string[];
  readonly signerFor: CopyParts['signerFor'];
  /** The name of the server it was handed to, as far as it is known. */
  readonly server: string;
}

/** A copy as it went out, and its texts as they are read. */
export interface RebuiltCopy extends FilledIssue {
  readonly message: Message;
}

/**
 * Builds a reader's copy again from what was frozen with the mailing and the values kept in the delivery: the
 * same bytes but for the time of its signatures.
 * @throws {Failure} `copy/erased` when its reader was erased since
 */
export async function rebuildCopy(
  store: Store,
  mailing: Mailing,
  delivery: SentDelivery,
  { keys, signerFor, server }: RebuildParts,
): Promise<RebuiltCopy> {
  const content = JSON.parse(await contentOf(store.db, mailing.id)) as Content;
  const edition = editionOf(content, { mailing: mailing.id, kind: 'issue', list: mailing.list });
  const tokens = linkSigner(keys, { list: mailing.listId, mailing: mailing.id })(delivery.subscriberId);
  const { subscriberId, variant } = delivery;
  const { email, fields } = valuesOf(mailing, delivery);
  const reader = { email, subscriber: String(subscriberId), fields, variant };
  const message = copyFiller(content, edition)(reader, tokens, new Date(delivery.datedAt));
  const rendered = content.variants[variant];
  if (!rendered) throw new Error(`mailing ${mailing.id} has no variant “${variant}”`);
  const { unsubscribe } = readerAddresses(reachOf(content), tokens);
  return {
    ...fillIssue(rendered, { email, fields, unsubscribe }),
    message: signerFor ? await signCopy(signerFor(server), message) : message,
  };
}

function valuesOf({ id }: Mailing, { values }: SentDelivery) {
  if (values) return { email: values.email as EmailAddress, fields: values.fields };
  throw new Failure('usage', 'copy/erased', `The reader of this copy of mailing ${id} was erased`, {
    advice: 'What it was made from is gone: nobody can build it again.',
    undone: 'Nothing was built.',
  });
}
