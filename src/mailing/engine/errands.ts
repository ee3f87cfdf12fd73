import type { Outcome } from '../../smtp/outcome.ts';
import type { Transport } from '../../smtp/transport.ts';
import type { Consequences } from './consequences.ts';
import type { Ending } from './ending.ts';
import type { Lane } from './lane.ts';

export interface ErrandsParts {
  readonly lanes: readonly Lane[];
  readonly consequences: Consequences;
  readonly ending: Ending;
}

type HandOver = (transport: Transport) => Promise<Outcome>;

/** Brings to one server what another cannot carry: one message at a time, over a connection of its own. */
export class Errands {
  readonly #parts: ErrandsParts;
  /** The end of the last errand to each. */
  readonly #last = new Map<Lane, Promise<unknown>>();

  constructor(parts: ErrandsParts) {
    this.#parts = parts;
  }

  /** A server that takes part and was not asked yet. */
  another(asked: ReadonlySet<Lane>): Lane | undefined {
    return this.#parts.lanes.find((lane) => !lane.isOut && !asked.has(lane));
  }

  /** Also those count that take no part any more. */
  areAll(asked: ReadonlySet<Lane>): boolean {
    return this.#parts.lanes.every((lane) => asked.has(lane));
  }

  /** `handOver` has the message taken to the server, when its turn has come; not where there is no connection. */
  run(lane: Lane, handOver: HandOver): Promise<Outcome | undefined> {
    const last = this.#last.get(lane) ?? Promise.resolve();
    const errand = last.then(() => this.#go(lane, handOver));
    this.#last.set(
      lane,
      errand.catch(() => undefined),
    );
    return errand;
  }

  async #go(lane: Lane, handOver: HandOver): Promise<Outcome | undefined> {
    const { consequences, ending } = this.#parts;
    await lane.pace.turn(ending.signal);
    if (ending.isNear || lane.isOut) return notBegun;
    const line = lane.enter();
    try {
      const opened = await lane.open(line, ending.signal);
      if (!opened || ending.isNear) return notBegun;
      if (opened.ok) {
        lane.reactions.toConnection();
        return await handOver(opened.transport);
      }
      await consequences.ofFault(lane, opened.fault);
      return undefined;
    } finally {
      lane.exit(line);
      await line.quit();
    }
  }
}

/** As if it had never been asked for. */
const notBegun: Outcome = {
  kind: 'putBack',
  slow: { why: 'Stopped before it was handed over', forAtLeast: 0 },
};
