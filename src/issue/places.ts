import type { Place } from '../finding/place.ts';

/**
 * Where each block, link, field and picture of an issue stands in the writer's file.
 * Kept beside the issue, not in it: the same words in another place are the same issue.
 */
export class Places {
  readonly #nodes = new WeakMap<object, Place>();
  readonly #targets = new WeakMap<object, Place>();
  readonly #sources = new WeakMap<object, Place>();
  /** Where the slug is written; nowhere when it is the file’s name. */
  slug: Place | undefined;

  set(node: object, place: Place): void {
    this.#nodes.set(node, place);
  }

  of(node: object): Place | undefined {
    return this.#nodes.get(node);
  }

  /** Notes where the address that a node leads to is written, which may be far from its words. */
  setTarget(node: object, place: Place): void {
    this.#targets.set(node, place);
  }

  /** Where the address is written, or at least the node. */
  target(node: object): Place | undefined {
    return this.#targets.get(node) ?? this.#nodes.get(node);
  }

  /** Notes where the file or the address of a picture is written. */
  setSource(node: object, place: Place): void {
    this.#sources.set(node, place);
  }

  /** Where a picture's file or address is written, or at least the node. */
  source(node: object): Place | undefined {
    return this.#sources.get(node) ?? this.#nodes.get(node);
  }
}
