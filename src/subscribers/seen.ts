import type { Standing } from './standing.ts';

/** So many numbers lie on one page of the book. */
const pageSize = 4096;

/** From 1; a 0 on a page is somebody who was not seen. */
const standings: readonly Standing[] = [
  'active',
  'pending',
  'unsubscribed',
  'bounced',
  'blocked',
  'complained',
];

/**
 * Who was in a file so far, and the weightiest standing each had there. Whoever is in the store takes a byte,
 * found by their number; only who is not is kept by address.
 */
export class SeenPeople {
  readonly #pages = new Map<number, Uint8Array>();
  readonly #strangers = new Map<string, Standing>();

  /** What the file has said of a person; `id` is their number, when they are in the store. */
  standingOf(emailKey: string, id: number | undefined): Standing | undefined {
    const known = id === undefined ? undefined : this.#pages.get(Math.floor(id / pageSize));
    const mark = known?.[(id as number) % pageSize] ?? 0;
    return mark > 0 ? standings[mark - 1] : this.#strangers.get(emailKey);
  }

  note(emailKey: string, id: number | undefined, standing: Standing): void {
    if (id === undefined) this.#strangers.set(emailKey, standing);
    else this.#pageOf(id)[id % pageSize] = standings.indexOf(standing) + 1;
  }

  #pageOf(id: number): Uint8Array {
    const number = Math.floor(id / pageSize);
    const page = this.#pages.get(number) ?? new Uint8Array(pageSize);
    this.#pages.set(number, page);
    return page;
  }
}
