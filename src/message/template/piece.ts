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
  /** Nothing that is shared can be taken for the end of the message. */
  readonly isWireForm: boolean;
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
  const bytes = places.filter((place) => typeof place !== 'number');
  const shared = bytes.reduce((sum, { length }) => sum + length, 0);
  const ends = places.at(-1);
  const isEnded = typeof ends === 'object' && ends.toString('latin1').endsWith('\r\n');
  return { places, fills, shared, isWireForm: isEnded && bytes.every(hasNoDot) };
}

/** Wherever it stands, no line of it begins with a dot (RFC 5321 s.4.5.2). */
function hasNoDot(stretch: Buffer | string): boolean {
  const startsWithDot = typeof stretch === 'string' ? stretch.startsWith('.') : stretch[0] === dot;
  return !startsWithDot && !stretch.includes('\n.') && !stretch.includes('\r.');
}

const dot = 0x2e;

/** The bytes of one copy, and the memory they stand at the beginning of. */
export interface Assembled {
  readonly slab: Buffer;
  readonly raw: Buffer;
  readonly isWireForm: boolean;
}

/** The bytes of one copy, in memory that `take` gives. */
export function assemble(
  { places, fills, shared, isWireForm }: Sequence,
  own: OwnValues,
  take: (size: number) => Buffer,
): Assembled {
  const texts = fills.map((fill) => fill(own));
  const slab = take(shared + lengthOf(places, texts));
  let at = 0;
  for (const place of places) {
    at += typeof place === 'number' ? slab.write(texts[place] as string, at) : place.copy(slab, at);
  }
  return { slab, raw: slab.subarray(0, at), isWireForm: isWireForm && texts.every(hasNoDot) };
}

function lengthOf(places: Sequence['places'], texts: readonly string[]): number {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  let sum = 0;
  for (const place of places) if (typeof place === 'number') sum += lengths[place] as number;
  return sum;
}
