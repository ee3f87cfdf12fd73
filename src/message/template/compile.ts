import type { EmailAddress } from '../../address/email-address.ts';
import type { RenderedIssue, Template } from '../../render/template.ts';
import type { Edition } from '../edition.ts';
import { type FieldSource, fieldSources } from '../headers.ts';
import { compilePart } from './part.ts';
import { type Piece, type Sequence, sequenceOf } from './piece.ts';
import { Slabs } from './slabs.ts';
import { structureOf } from './structure.ts';

/** A message encoded once for all readers of an edition and a variant of its issue; `fillMessage` makes a copy. */
export interface CompiledMessage {
  /** The envelope sender. */
  readonly bounces: EmailAddress;
  readonly subject: Template;
  readonly sequence: Sequence;
  readonly slabs: Slabs;
}

/** @throws {Failure} `message/header` when an address or a link of the edition cannot stand in a header. */
export function compileMessage(
  edition: Edition,
  { subject, text, html }: Pick<RenderedIssue, 'subject' | 'text' | 'html'>,
): CompiledMessage {
  const { type, beforeText, beforeHtml, end } = structureOf(edition);
  const sequence = sequenceOf([
    ...[...fieldSources(edition), type].map(fieldPiece),
    Buffer.from('\r\n'),
    beforeText,
    ...compilePart(text),
    beforeHtml,
    ...compilePart(html),
    end,
  ]);
  return { bounces: edition.bounces, subject, sequence, slabs: new Slabs() };
}

function fieldPiece(source: FieldSource): Piece {
  return typeof source === 'string' ? Buffer.from(`${source}\r\n`) : (own) => `${source(own)}\r\n`;
}
