/** Slabs that wait to be used; more than are ever under way at once are let go. */
const mostKept = 64;
/** A copy may be somewhat larger than the one before it. */
const grain = 8192;

/** Memory for copies: what one copy stood in is used for another when it has gone, and need not be collected. */
export class Slabs {
  readonly #free: Buffer[] = [];

  /** At least so many bytes, with anything in them. */
  take(size: number): Buffer {
    const slab = this.#free.pop();
    if (slab && slab.length >= size) return slab;
    return Buffer.allocUnsafeSlow(Math.ceil(size / grain) * grain);
  }

  giveBack(slab: Buffer): void {
    if (this.#free.length < mostKept) this.#free.push(slab);
  }
}
