import type { Fence } from './mustaches.ts';
import type { Tag } from './tags.ts';

/** A tag that has no partner, or does not end. */
export interface Imbalance {
  readonly kind: 'unclosed' | 'stray' | 'unfinished';
  readonly tag: Tag;
  /** Whether a {{#…}} block begins or ends between the tag and where its partner could stand. */
  readonly inBlock: boolean;
}

/**
 * Tags without a partner. Each body of a {{#…}} block has to close what it opens. `mj-raw` is passed over:
 * HTML that one mj-raw opens may be closed by another, as a box around a block's own blocks needs.
 */
export function imbalances(tags: readonly Tag[], fences: readonly Fence[] = []): Imbalance[] {
  const nest = new Nest();
  let next = 0;
  for (const tag of tags) {
    for (; next < fences.length && fences[next]!.start < tag.start; next += 1) nest.fence(fences[next]!);
    // fences within a tag choose among its attributes
    while (next < fences.length && fences[next]!.start < tag.end) next += 1;
    nest.tag(tag);
  }
  for (; next < fences.length; next += 1) nest.fence(fences[next]!);
  return nest.end();
}

class Nest {
  readonly #found: Imbalance[] = [];
  readonly #frames: Tag[][] = [[]];
  readonly #raws: Tag[] = [];

  fence({ kind }: Fence): void {
    if (kind !== 'begin') this.#closeFrame();
    if (kind !== 'end' || this.#frames.length === 0) this.#frames.push([]);
  }

  tag(tag: Tag): void {
    if (tag.kind === 'unfinished') this.#found.push({ kind: 'unfinished', tag, inBlock: false });
    else if (tag.kind === 'open') this.#stackFor(tag).push(tag);
    else if (tag.kind === 'close') this.#close(tag, this.#stackFor(tag));
  }

  end(): Imbalance[] {
    while (this.#frames.length > 0) this.#closeFrame();
    this.#raws.forEach((tag) => {
      this.#unclosed(tag, false);
    });
    return this.#found.sort((a, b) => a.tag.start - b.tag.start);
  }

  #stackFor(tag: Tag): Tag[] {
    return tag.name === 'mj-raw' ? this.#raws : this.#frames.at(-1)!;
  }

  #close(tag: Tag, stack: Tag[]): void {
    const partner = stack.findLastIndex((open) => open.name === tag.name);
    const inBlock = this.#frames.length > 1;
    if (partner < 0) {
      this.#found.push({ kind: 'stray', tag, inBlock });
      return;
    }
    for (const open of stack.splice(partner).slice(1)) this.#unclosed(open, inBlock);
  }

  #closeFrame(): void {
    const inBlock = this.#frames.length > 1;
    for (const tag of this.#frames.pop() ?? []) this.#unclosed(tag, inBlock);
  }

  #unclosed(tag: Tag, inBlock: boolean): void {
    this.#found.push({ kind: 'unclosed', tag, inBlock });
  }
}
