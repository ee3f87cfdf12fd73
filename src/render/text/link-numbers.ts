/** Numbers the links of a mail, from 1 to its end, and keeps the addresses of a section until it is over. */
export class LinkNumbers {
  #last = 0;
  #section = new Map<string, number>();

  /** The number of an address; the same one within a section. */
  of(address: string): number {
    const known = this.#section.get(address);
    if (known !== undefined) return known;
    this.#last += 1;
    this.#section.set(address, this.#last);
    return this.#last;
  }

  /** The section's addresses, a line each, in order; the next section begins. */
  take(): string[] {
    const lines = [...this.#section].map(([address, number]) => `[${number}] ${address}`);
    this.#section = new Map();
    return lines;
  }
}
