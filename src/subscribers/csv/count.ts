import type { Delimiter } from './delimiter.ts';

const [lf, cr, quote, space, tab] = [0x0a, 0x0d, 0x22, 0x20, 0x09];

/**
 * How many rows of UTF-8 bytes hold anything, the first with the names of the columns among them: told without
 * reading a cell, in a twentieth of the time. Where a quotation mark is never closed, it is too few.
 */
export async function countRows(bytes: AsyncIterable<Buffer>, delimiter: Delimiter): Promise<number> {
  const counter = new RowCounter(delimiter);
  for await (const chunk of bytes) counter.push(chunk);
  return counter.end();
}

class RowCounter {
  readonly #delimiter: number;
  #rows = 0;
  /** Something stands in this row. */
  #filled = false;
  /** Nothing stands in this cell yet, so that a quotation mark would open it. */
  #fresh = true;
  #quoted = false;
  /** Where a quoted cell was closed last, counted from the piece to come: -1 is just before it. */
  #closedAt = Number.NEGATIVE_INFINITY;

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  push(chunk: Buffer): void {
    const delimiter = this.#delimiter;
    let [filled, fresh, quoted, closedAt] = [this.#filled, this.#fresh, this.#quoted, this.#closedAt];
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i];
      if (byte === quote) {
        if (quoted) {
          quoted = false;
          closedAt = i;
        } else if (fresh) quoted = true;
        else if (closedAt === i - 1) {
          // Two of them in a quoted cell are one that belongs to it.
          quoted = true;
          filled = true;
        }
        fresh = false;
      } else if (quoted) {
        if (byte !== space && byte !== tab && byte !== lf && byte !== cr) filled = true;
      } else if (byte === lf || byte === cr) {
        if (filled) this.#rows += 1;
        filled = false;
        fresh = true;
      } else if (byte === delimiter) fresh = true;
      else if (byte !== space && byte !== tab) {
        filled = true;
        fresh = false;
      }
    }
    [this.#filled, this.#fresh, this.#quoted] = [filled, fresh, quoted];
    this.#closedAt = closedAt - chunk.length;
  }

  end(): number {
    return this.#filled ? this.#rows + 1 : this.#rows;
  }
}
