import type { Desk } from './desk.ts';

/** So often the line is painted at most, in milliseconds. */
const repaint = 100;

/** One line on a terminal that says how many rows have been read; nothing elsewhere. */
export class RowsLine {
  readonly #desk: Desk;
  readonly #live: boolean;
  #shownAt: number;
  #shown = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#live = desk.io.stderr.isTerminal && !desk.flags.quiet && !desk.flags.json;
    this.#shownAt = desk.io.now();
  }

  show(rows: number): void {
    const now = this.#desk.io.now();
    if (!this.#live || now - this.#shownAt < repaint) return;
    this.#shownAt = now;
    this.#shown = true;
    this.#desk.io.stderr.write(`\r\x1b[K${rows} rows`);
  }

  end(): void {
    if (this.#shown) this.#desk.io.stderr.write('\r\x1b[K');
  }
}
