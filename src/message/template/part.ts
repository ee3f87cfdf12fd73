import { isDeepStrictEqual } from 'node:util';
import { fillSlot } from '../../render/fill.ts';
import type { SlotName, Template } from '../../render/template.ts';
import type { Fill, Piece } from './piece.ts';
import { quotedPrintable, softBreak } from './quoted-printable.ts';

const lineEnd = '\r\n';

/**
 * One part of a message, encoded once but for its slots. Every slot starts a line and is followed by a line end,
 * soft where the text has none, so that whatever fills it is encoded by itself and can neither overflow nor
 * split a line.
 */
export function compilePart({ context, runs, slots }: Template): readonly Piece[] {
  const distinct = slots.filter((slot, index) => indexOf(slot, slots) === index);
  const fills = distinct.map(
    (slot): Fill =>
      (own) =>
        quotedPrintable(fillSlot(slot, context, own)),
  );
  const pieces = runs.flatMap((run, index): Piece[] => {
    const slot = slots[index];
    const around = { afterSlot: index > 0, beforeSlot: slot !== undefined };
    const bytes = Buffer.from(encodeRun(run, around), 'latin1');
    return slot === undefined ? [bytes] : [bytes, fills[indexOf(slot, distinct)] as Fill];
  });
  return pieces.some((piece) => piece instanceof Buffer && piece.length > 0) ? pieces : neverEmpty(pieces);
}

function indexOf(slot: SlotName, slots: readonly SlotName[]): number {
  return slots.findIndex((other) => isDeepStrictEqual(other, slot));
}

/** A part without any text of its own may be empty; it is a line end then, so that it is not taken for a missing one. */
function neverEmpty(pieces: readonly Piece[]): readonly Piece[] {
  const only = pieces.find((piece) => typeof piece === 'function');
  return only ? [(own) => only(own) || lineEnd] : [Buffer.from(lineEnd)];
}

function encodeRun(
  run: string,
  { afterSlot, beforeSlot }: { afterSlot: boolean; beforeSlot: boolean },
): string {
  const encoded = quotedPrintable(run);
  const startsLine = encoded === '' ? !beforeSlot : encoded.startsWith('\r\n');
  const endsLine = encoded === '' || encoded.endsWith('\r\n');
  return `${afterSlot && !startsLine ? softBreak : ''}${encoded}${beforeSlot && !endsLine ? softBreak : ''}`;
}
