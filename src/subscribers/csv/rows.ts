import type { Delimiter } from './delimiter.ts';
import { countLines, endOfLine, endOfWholeLines } from './lines.ts';
import { parseLines, parseRecords } from './records.ts';

/** A row and the line of the file it begins on, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** Why nothing can be made of the line; `cells` then holds the line as it stands. */
  readonly fault?: string;
}

/** What a row may take at most, in bytes; beyond it, a quotation mark was left open. */
const longest = 1 << 18;

/** Rows that were read together. */
export type CsvPage = readonly CsvRow[];

/**
 * Reads rows from UTF-8 bytes, a page for each piece. A line with a stray quotation mark is a row with a fault, and
 * reading goes on with the line after it, so that one slip does not swallow the people below. Every line is in one
 * row.
 */
export async function* readRows(bytes: AsyncIterable<Buffer>, delimiter: Delimiter): AsyncGenerator<CsvPage> {
  const reader = new RowReader(delimiter);
  for await (const chunk of bytes) yield reader.push(chunk);
  yield reader.end();
}

/** Takes bytes as they come and gives the rows that are whole. */
class RowReader {
  readonly #delimiter: Delimiter;
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  /** Within a line so long that it was given up. */
  #skipping = false;

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter;
  }

  push(chunk: Buffer): CsvRow[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#skipping) this.#skip();
    const end = endOfWholeLines(this.#rest);
    if (end === 0) return this.#rest.length < longest ? [] : [this.#giveUpLine()];
    return this.#take(end, false);
  }

  end(): CsvRow[] {
    return this.#skipping ? [] : this.#take(this.#rest.length, true);
  }

  /** The rows in the first `length` bytes; what belongs to a row not yet whole stays. */
  #take(length: number, last: boolean): CsvRow[] {
    return this.#takeLines(length) ?? this.#takeRecords(length, last);
  }

  /** Nearly always each line is a row, and nobody needs to look closer. */
  #takeLines(length: number): CsvRow[] | undefined {
    const lines = parseLines(this.#rest.subarray(0, length), this.#delimiter);
    if (!lines) return undefined;
    const first = this.#line;
    this.#line += lines.length;
    this.#rest = this.#rest.subarray(length);
    return lines.map((cells, i) => ({ line: first + i, cells }));
  }

  #takeRecords(length: number, last: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    const bytes = this.#rest.subarray(0, length);
    let at = 0;
    while (at < length) {
      const { records, fault } = parseRecords(bytes.subarray(at), this.#delimiter);
      const from = at;
      for (const { cells, end } of records) {
        rows.push({ line: this.#line, cells });
        this.#line += countLines(bytes, at, from + end);
        at = from + end;
      }
      if (fault === 'open' && !last && length - at < longest) break;
      if (fault === undefined) {
        // Nothing but white space behind the last line end.
        if (at < length) rows.push({ line: this.#line, cells: [''] });
        at = length;
        break;
      }
      const next = endOfLine(bytes, at);
      rows.push(this.#broken(bytes.subarray(at, next), reasons[fault]));
      this.#line += 1;
      at = next;
    }
    this.#rest = this.#rest.subarray(at);
    return rows;
  }

  #giveUpLine(): CsvRow {
    const row = this.#broken(this.#rest.subarray(0, 200), 'the line is too long to be one');
    this.#skipping = true;
    this.#skip();
    return row;
  }

  #skip(): void {
    const end = endOfLine(this.#rest, 0);
    const ended = end > 0 && endOfWholeLines(this.#rest.subarray(0, end)) === end;
    this.#rest = this.#rest.subarray(ended ? end : this.#rest.length);
    if (!ended) return;
    this.#skipping = false;
    this.#line += 1;
  }

  #broken(line: Buffer, fault: string): CsvRow {
    return { line: this.#line, cells: [line.toString().replace(/[\r\n]+$/, '')], fault };
  }
}

const reasons = {
  open: 'a quotation mark is opened and never closed',
  stray: 'a quotation mark stands where none may be; write "" for one inside quotation marks',
};
