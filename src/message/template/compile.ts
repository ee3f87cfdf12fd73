import type { EmailAddress } from '../../address/email-address.ts';
import type { RenderedIssue, Template } from '../../render/template.ts';
import type { Edition } from '../edition.ts';
import { type FieldSource, fieldSources } from '../headers.ts';
import { type CompiledPart, compilePart } from './part.ts';
import { type Structure, structureOf } from './structure.ts';

/** A message encoded once for all readers of an edition and a variant of its issue; `fillMessage` makes a copy. */
export interface CompiledMessage {
  /** The envelope sender. */
  readonly bounces: EmailAddress;
  readonly headers: readonly FieldSource[];
  readonly subject: Template;
  readonly text: CompiledPart;
  readonly html: CompiledPart;
  readonly structure: Structure;
}

/** @throws {Failure} `message/header` when an address or a link of the edition cannot stand in a header. */
export function compileMessage(
  edition: Edition,
  { subject, text, html }: Pick<RenderedIssue, 'subject' | 'text' | 'html'>,
): CompiledMessage {
  const structure = structureOf(edition);
  return {
    bounces: edition.bounces,
    headers: [...fieldSources(edition), structure.type],
    subject,
    text: compilePart(text),
    html: compilePart(html),
    structure,
  };
}
