/** A stretch of a source text. Lines and columns count from 1; columns in UTF-16 code units, as editors do. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** The column just behind the last character. */
  readonly endColumn: number;
}

/** A span in a file that a person can open; `file` is as they would type it, relative to where they stand. */
export interface Place extends Span {
  readonly file: string;
}

/** Turns offsets into lines and columns; made once per text. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  /** The span of `[start, end)`, both offsets into the text; at least one column wide. */
  span(start: number, end: number): Span {
    const from = this.#at(start);
    const to = this.#at(Math.max(end, start));
    const empty = from.line === to.line && from.column === to.column;
    return {
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: empty ? to.column + 1 : to.column,
    };
  }

  /** The offset at which a 1-based line starts. */
  lineStart(line: number): number {
    return this.#starts[line - 1] ?? this.#length;
  }

  #at(offset: number): { line: number; column: number } {
    const bounded = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= bounded) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: bounded - (this.#starts[low] as number) + 1 };
  }
}
