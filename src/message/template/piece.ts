import type { ReaderValues } from '../../render/template.ts';
import type { CopyHeaders } from '../headers.ts';

/** All that one copy differs by, in its headers and in its two texts. */
export type OwnValues = CopyHeaders & ReaderValues;

/** Writes what stands in one place of one copy, encoded: whole header lines, or a stretch of a part. */
export type Fill = (own: OwnValues) => string;

/** What a message is made of: bytes that all its copies share, and what is each copy's own. */
export type Piece = Buffer | Fill;

/** Pieces in their order, ready to be put together many times. */
export interface Sequence {
  /** Bytes, or which of `fills` stands there. */
  readonly places: readonly (Buffer | number)[];
  /** Each once, however often what it writes stands in the message. */
  readonly fills: readonly Fill[];
  /** How many bytes are shared. */
  readonly shared: number;
}

export function sequenceOf(pieces: readonly Piece[]): Sequence {
  const fills = [...new Set(pieces.filter((piece) => typeof piece === 'function'))];
  const places: (Buffer | number)[] = [];
  for (const piece of pieces) {
    const before = places.at(-1);
    if (typeof piece === 'function') places.push(fills.indexOf(piece));
    else if (before instanceof Buffer) places[places.length - 1] = Buffer.concat([before, piece]);
    else places.push(piece);
  }
  const shared = places.reduce<number>(
    (sum, place) => sum + (typeof place === 'number' ? 0 : place.length),
    0,
  );
  return { places, fills, shared };
}

/** The bytes of one copy, at the beginning of memory that `take` gives. */
export function assemble(
  { places, fills, shared }: Sequence,
  own: OwnValues,
  take: (size: number) => Buffer,
): { readonly slab: Buffer; readonly raw: Buffer } {
  const texts = fills.map((fill) => fill(own));
  const slab = take(shared + lengthOf(places, texts));
  let at = 0;
  for (const place of places) {
    at += typeof place === 'number' ? slab.write(texts[place] as string, at) : place.copy(slab, at);
  }
  return { slab, raw: slab.subarray(0, at) };
}

function lengthOf(places: Sequence['places'], texts: readonly string[]): number {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  let sum = 0;
  for (const place of places) if (typeof place === 'number') sum += lengths[place] as number;
  return sum;
}
