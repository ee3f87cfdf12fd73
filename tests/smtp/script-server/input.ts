/** What a client has written and nobody has read yet; a character a byte (latin1). */
export class Input {
  #text = '';
  #searched = 0;
  /** Bytes received since the connection was opened. */
  received = 0;

  add(text: string): void {
    this.#text += text;
    this.received += text.length;
  }

  /** Bytes nobody has read yet. */
  get waiting(): number {
    return this.#text.length;
  }

  /** Where the next unread byte stands among all of this connection. */
  get position(): number {
    return this.received - this.#text.length;
  }

  /** A line without its CRLF, once it is whole. */
  line(): string | undefined {
    const end = this.#find('\r\n');
    return end === -1 ? undefined : this.#take(end, 2);
  }

  /** A message as it was written, up to the line with the final dot, once it is whole. */
  message(): string | undefined {
    if (this.#text.startsWith('.\r\n')) return this.#take(0, 3);
    const end = this.#find('\r\n.\r\n');
    return end === -1 ? undefined : this.#take(end + 2, 3);
  }

  /** So many bytes, once they are there. */
  bytes(count: number): string | undefined {
    return this.#text.length < count ? undefined : this.#take(count, 0);
  }

  throwAway(): void {
    this.#take(this.#text.length, 0);
  }

  /** Goes on where the last search for the same thing left off. */
  #find(what: string): number {
    const found = this.#text.indexOf(what, this.#searched);
    this.#searched = found === -1 ? Math.max(0, this.#text.length - what.length + 1) : 0;
    return found;
  }

  #take(length: number, ending: number): string {
    const taken = this.#text.slice(0, length);
    this.#text = this.#text.slice(length + ending);
    this.#searched = 0;
    return taken;
  }
}
