import type { EmailAddress } from '../address/email-address.ts';
import { parseEmailAddress } from '../address/email-address.ts';
import { editionOf, freezeContent, variantKey } from '../mailing/content.ts';
import { copyFiller } from '../mailing/copy.ts';
import { type PreparedIssue, segmentsOf } from '../mailing/prepare.ts';
import { reachOf, readerAddresses } from '../message/addresses.ts';
import { fillIssue } from '../message/filled.ts';
import type { Message } from '../message/message.ts';
import { sampleTokens } from '../message/tokens.ts';

/** Somebody for whom an issue is shown without any store: no fields, so that every fallback is read. */
export interface SampleReader {
  readonly email: EmailAddress;
  readonly fields: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
}

export function nobody(): SampleReader {
  const parsed = parseEmailAddress('reader@example.com');
  if (!parsed.ok) throw new Error(parsed.fault);
  return { email: parsed.address, fields: {}, tags: [] };
}

/** Subject, preview, HTML and text as a reader gets them; links that are their own carry sample tokens. */
export async function filledFor(prepared: PreparedIssue, reader: SampleReader, also: readonly string[]) {
  const rendered = await prepared.render(new Set([...segmentsOf(prepared, reader), ...also]));
  const { unsubscribe } = readerAddresses(reachOf(prepared.newsletter.settings), sampleTokens);
  const values = { email: reader.email, fields: reader.fields, unsubscribe };
  const { fill } = await import('../render/fill.ts');
  return { ...fillIssue(rendered, values), preview: fill(rendered.preview, values) };
}

/** The whole message as a reader gets it, with sample tokens and unsigned: no secret is opened for it. */
export async function messageFor(
  prepared: PreparedIssue,
  reader: SampleReader,
  also: readonly string[],
  now: number,
): Promise<Message> {
  const segments = new Set([...segmentsOf(prepared, reader), ...also]);
  const content = await freezeContent(prepared, [segments]);
  const edition = editionOf(content, { mailing: 'sample', kind: 'issue', list: 'readers' });
  const copy = { ...reader, subscriber: 'sample', variant: variantKey(segments) };
  return copyFiller(content, edition)(copy, sampleTokens, new Date(now));
}
