import { isDeepStrictEqual } from 'node:util';
import { fill } from '../../render/fill.ts';
import type { ReaderValues, SlotName, Template } from '../../render/template.ts';
import { quotedPrintable, softBreak } from './quoted-printable.ts';

/** The body of one part of a message, encoded but for its slots. */
export interface CompiledPart {
  /** Bytes that all copies share, or which of `slots` stands there. */
  readonly pieces: readonly (Buffer | number)[];
  /** Each slot once, as a template of nothing else. */
  readonly slots: readonly Template[];
}

const lineEnd = Buffer.from('\r\n');

/**
 * Encodes a template once. Every slot starts a line and is followed by a line end, soft where the text has
 * none, so that whatever fills it is encoded by itself and can neither overflow nor split a line.
 */
export function compilePart({ context, runs, slots }: Template): CompiledPart {
  const distinct = slots.filter((slot, index) => indexOf(slot, slots) === index);
  const pieces = runs.flatMap((run, index) => {
    const slot = slots[index];
    const around = { afterSlot: index > 0, beforeSlot: slot !== undefined };
    const bytes = Buffer.from(encodeRun(run, around), 'latin1');
    return slot === undefined ? [bytes] : [bytes, indexOf(slot, distinct)];
  });
  return { pieces, slots: distinct.map((slot) => ({ context, runs: ['', ''], slots: [slot] })) };
}

function indexOf(slot: SlotName, slots: readonly SlotName[]): number {
  return slots.findIndex((other) => isDeepStrictEqual(other, slot));
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

/** The bytes of one reader's part. A part that is empty is a line end, so that it is not taken for a missing one. */
export function fillPart({ pieces, slots }: CompiledPart, values: ReaderValues): readonly Buffer[] {
  const filled = slots.map((slot) => Buffer.from(quotedPrintable(fill(slot, values)), 'latin1'));
  const bytes = pieces.map((piece) => (typeof piece === 'number' ? (filled[piece] as Buffer) : piece));
  return bytes.some((piece) => piece.length > 0) ? bytes : [lineEnd];
}
