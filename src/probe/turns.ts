/** Work at hosts in turn: one piece at a host at a time, in order, and only at so many hosts at once. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(hosts: number) {
    this.#free = hosts;
  }

  take<T>(host: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(host) ?? Promise.resolve();
    const mine = before.then(() => this.#seated(work));
    this.#last.set(
      host,
      mine.catch(() => undefined),
    );
    return mine;
  }

  async #seated<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((seat) => this.#waiting.push(seat));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
