import { isUtf8 } from 'node:buffer';

/** How a file writes its characters; Windows-1252 is what spreadsheets of the West wrote before UTF-8. */
export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252';

export interface Detected {
  readonly encoding: Encoding;
  /** How many bytes the byte order mark takes. */
  readonly mark: number;
}

/** Tells a file's encoding from its first bytes; `whole` when they are all there are. */
export function detectEncoding(start: Buffer, whole: boolean): Detected {
  if (start.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) return { encoding: 'UTF-8', mark: 3 };
  if (start.subarray(0, 2).equals(Buffer.of(0xff, 0xfe))) return { encoding: 'UTF-16LE', mark: 2 };
  if (start.subarray(0, 2).equals(Buffer.of(0xfe, 0xff))) return { encoding: 'UTF-16BE', mark: 2 };
  return { encoding: unmarked(start, whole), mark: 0 };
}

/** The same text in UTF-8, piece by piece, without its byte order mark. */
export async function* inUtf8(bytes: AsyncIterable<Buffer>, detected: Detected): AsyncGenerator<Buffer> {
  const decoder = detected.encoding === 'UTF-8' ? undefined : new TextDecoder(detected.encoding);
  let skip = detected.mark;
  for await (const chunk of bytes) {
    const rest = chunk.subarray(skip);
    skip -= chunk.length - rest.length;
    yield decoder ? Buffer.from(decoder.decode(rest, { stream: true })) : rest;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}

/** Latin text in UTF-16 has a zero in every other byte, text in UTF-8 has none. */
function unmarked(start: Buffer, whole: boolean): Encoding {
  const zeros = [0, 0];
  start.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] as number) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = start.length / 8;
  if (odd > many && even < many / 4) return 'UTF-16LE';
  if (even > many && odd < many / 4) return 'UTF-16BE';
  return isUtf8(whole ? start : withoutCutCharacter(start)) ? 'UTF-8' : 'Windows-1252';
}

/** A piece of UTF-8 may end within a character, which is at most four bytes. */
function withoutCutCharacter(start: Buffer): Buffer {
  for (let end = start.length; end > 0 && end > start.length - 4; end -= 1) {
    const byte = start[end - 1] as number;
    if (byte < 0x80) return start.subarray(0, end);
    if (byte >= 0xc0) return start.subarray(0, end - 1);
  }
  return start;
}
