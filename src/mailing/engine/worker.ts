import type { ConnectFault } from '../../smtp/connect-fault.ts';
import type { Transport } from '../../smtp/transport.ts';
import type { Clock } from '../clock.ts';
import type { Consequences } from './consequences.ts';
import type { Dispatch } from './dispatch.ts';
import type { Ending } from './ending.ts';
import type { Lane } from './lane.ts';
import type { Line } from './line.ts';
import { allOf } from './settled.ts';
import type { Supply } from './supply.ts';

/** A line that ends within so many milliseconds is no better than none. */
const shortLife = 100;
const endedAtOnce: ConnectFault = {
  stage: 'ehlo',
  why: 'the server ended the session at once',
  permanent: false,
  forAtLeast: 0,
};

export interface WorkerParts {
  readonly supply: Supply;
  readonly dispatch: Dispatch;
  readonly consequences: Consequences;
  readonly ending: Ending;
  readonly clock: Clock;
}

/** Keeps one line of a lane busy, as long as there is something to send and the server has a place for it. */
export class Worker {
  readonly #parts: WorkerParts;
  readonly #lane: Lane;
  readonly #line: Line;

  /** The line is the worker's until it has worked. */
  constructor(parts: WorkerParts, lane: Lane) {
    this.#parts = parts;
    this.#lane = lane;
    this.#line = lane.enter();
  }

  /**
   * @param round ends every wait: nothing is left, or nothing more is to be begun.
   * @param dropped aborted where no leave is to be taken of the server.
   */
  async work(round: AbortSignal, dropped: AbortSignal): Promise<void> {
    try {
      await this.#shifts(round);
    } catch (error) {
      this.#parts.ending.bring({ kind: 'stopped' });
      throw error;
    } finally {
      this.#lane.exit(this.#line);
      await (dropped.aborted ? this.#line.drop() : this.#line.quit());
    }
  }

  async #shifts(round: AbortSignal): Promise<void> {
    const { supply, clock } = this.#parts;
    const [lane, line] = [this.#lane, this.#line];
    while (!round.aborted && !lane.isOut) {
      if (!lane.hasPlace(line)) {
        await line.quit();
        await clock.sleep(lane.untilPlace(line), round);
        continue;
      }
      // Whoever waited for a turn may have lost its place meanwhile.
      if (!(await lane.pace.turn(round)) || !lane.hasPlace(line)) continue;
      // Whoever had to wait for something to do may have lost its place meanwhile too.
      if (await supply.any()) await this.#shift(round);
    }
  }

  /** Sends one message after another, as many at a time as the line has room for. */
  async #shift(round: AbortSignal): Promise<void> {
    const { consequences, clock } = this.#parts;
    const opened = await this.#lane.open(this.#line, round);
    if (!opened) return;
    if (!opened.ok) return consequences.ofFault(this.#lane, opened.fault);
    this.#lane.reactions.toConnection();
    const { transport } = opened;
    const since = clock.elapsed();
    const carriers = Array.from({ length: transport.room }, () => this.#carry(transport, round));
    const carried = (await allOf(carriers)).reduce((sum, count) => sum + count, 0);
    const lived = clock.elapsed() - since;
    const ended = carried === 0 && !transport.isOpen && lived < shortLife;
    if (ended) await consequences.ofFault(this.#lane, endedAtOnce);
  }

  /** Gives how many messages were sent. */
  async #carry(transport: Transport, round: AbortSignal): Promise<number> {
    const { supply, dispatch } = this.#parts;
    const { pace } = this.#lane;
    const mayGoOn = (): boolean => !round.aborted && transport.isOpen && this.#lane.hasPlace(this.#line);
    let carried = 0;
    while (mayGoOn()) {
      if (!pace.isFree && !(await pace.turn(round))) break;
      const claim = await supply.next();
      if (!claim) break;
      // It may have been a long wait for this one.
      if (pace.pause || !mayGoOn()) supply.giveBack(claim);
      else {
        carried += 1;
        await dispatch.send(claim, this.#lane, transport);
      }
    }
    return carried;
  }
}
