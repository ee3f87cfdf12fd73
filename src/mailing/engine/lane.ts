import type { Connected, Server } from '../../smtp/transport.ts';
import type { Clock } from '../clock.ts';
import { LanePace } from './lane-pace.ts';
import { Line } from './line.ts';
import { Reactions } from './reactions.ts';

/** A server and its weight among the others: its part of the connections, one at least. */
export interface Route {
  readonly server: Server;
  readonly weight: number;
}

/** The way to one server: its lines, its pace, and whether it still takes part. */
export class Lane {
  readonly server: Server;
  readonly connections: number;
  readonly pace: LanePace;
  readonly reactions: Reactions;
  /** Of the workers that are at work; the first ones keep their place when the server narrows. */
  readonly #lines: Line[] = [];
  #opening: Promise<unknown> = Promise.resolve();
  #isOut = false;

  constructor(server: Server, connections: number, clock: Clock) {
    this.server = server;
    this.connections = connections;
    this.pace = new LanePace(clock, connections);
    this.reactions = new Reactions(this.pace);
  }

  /** It is given no more mail in this run. */
  get isOut(): boolean {
    return this.#isOut;
  }

  get openLines(): number {
    return this.#lines.filter((line) => line.isOpen).length;
  }

  leaveOut(): void {
    this.#isOut = true;
  }

  enter(): Line {
    const line = new Line(this.server);
    this.#lines.push(line);
    return line;
  }

  exit(line: Line): void {
    this.#lines.splice(this.#lines.indexOf(line), 1);
  }

  /** Those that are open keep their place when the server narrows; who is not open waits for one. */
  letOpenLinesFirst(): void {
    this.#lines.sort((a, b) => Number(b.isOpen) - Number(a.isOpen));
  }

  hasPlace(line: Line): boolean {
    return !this.#isOut && this.#lines.indexOf(line) < this.pace.connections;
  }

  /** Milliseconds until the server wants this line too, as far as can be told now. */
  untilPlace(line: Line): number {
    return this.pace.joinsIn(this.#lines.indexOf(line) + 1);
  }

  /** Nothing new is begun over any of its lines. */
  recall(): void {
    for (const line of this.#lines) line.recall();
  }

  /** All its lines end at once, without a word. */
  drop(): void {
    for (const line of this.#lines) line.drop();
  }

  /**
   * Connections are opened one at a time: a server takes many at once for an attack. Nothing when the signal aborts
   * first: a wait that was cut short says nothing of the server.
   */
  async open(line: Line, signal: AbortSignal): Promise<Connected | undefined> {
    const opened = this.#opening.then(() => (signal.aborted ? undefined : line.open(signal)));
    this.#opening = opened.catch(() => undefined);
    const connected = await opened;
    return connected?.ok || !signal.aborted ? connected : undefined;
  }
}

/** Shares the connections out among the servers by weight; more than that many only where there are more servers. */
export function lanesOf(routes: readonly Route[], connections: number, clock: Clock): Lane[] {
  const shares = sharesOf(
    routes.map(({ weight }) => weight),
    connections,
  );
  return routes.map(({ server }, i) => new Lane(server, shares[i] as number, clock));
}

/** One each; each further one goes to who lacks most of its part (the method of the largest remainder). */
function sharesOf(weights: readonly number[], connections: number): readonly number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map(() => 1);
  for (let left = connections - weights.length; left > 0; left -= 1) {
    const lacks = weights.map((weight, i) => (connections * weight) / whole - (shares[i] as number));
    shares[lacks.indexOf(Math.max(...lacks))]! += 1;
  }
  return shares;
}
