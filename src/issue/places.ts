import type { Place } from '../finding/place.ts';

/**
 * Where each block, link, field and picture of an issue stands in the writer's file.
 * Kept beside the issue, not in it: the same words in another place are the same issue.
 */
export class Places {
  readonly #byNode = new WeakMap<object, Place>();

  set(node: object, place: Place): void {
    this.#byNode.set(node, place);
  }

  of(node: object): Place | undefined {
    return this.#byNode.get(node);
  }
}
