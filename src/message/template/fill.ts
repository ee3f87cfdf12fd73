import type { EmailAddress } from '../../address/email-address.ts';
import { fill } from '../../render/fill.ts';
import type { ReaderValues } from '../../render/template.ts';
import type { Message } from '../message.ts';
import type { CompiledMessage } from './compile.ts';
import { assemble } from './piece.ts';

/** What one copy differs by. */
export interface CopyValues {
  readonly to: EmailAddress;
  /** The subscriber's id in the store, or what stands for it in a test. */
  readonly subscriber: string;
  /** Values of merge fields. */
  readonly fields: ReaderValues['fields'];
  /** In the body: the address that opens the page that asks. */
  readonly unsubscribe: string;
  /** In the header: the address that unsubscribes at one click. */
  readonly oneClick: string;
  /** In the header behind it: a mail that does the same. */
  readonly leaveMail?: string | undefined;
  readonly date: Date;
}

/**
 * One reader's copy, as MIME. Lines end with CRLF, none starts with a dot, and the body is relaxed and simple at
 * once (RFC 6376 s.3.4). The same values give the same bytes.
 * @throws {Failure} `message/header` when the address or the link cannot stand in a header.
 */
export function fillMessage(compiled: CompiledMessage, copy: CopyValues): Message {
  const { bounces, subject, sequence, slabs } = compiled;
  const { to, subscriber, fields, unsubscribe, oneClick, leaveMail, date } = copy;
  const values: ReaderValues = { email: to, fields, unsubscribe };
  const own = {
    to,
    subscriber,
    oneClick,
    leaveMail,
    date,
    subject: fill(subject, values),
    email: to,
    fields,
    unsubscribe,
  };
  const { slab, ...made } = assemble(sequence, own, (size) => slabs.take(size));
  return { envelope: { from: bounces, to }, ...made, recycle: () => slabs.giveBack(slab) };
}
