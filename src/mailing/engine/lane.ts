import type { Connected, Server } from '../../smtp/transport.ts';
import type { Clock } from '../clock.ts';
import { LanePace } from './lane-pace.ts';
import { Line } from './line.ts';
import { Reactions } from './reactions.ts';

/** A server and how many of the connections it has: in proportion to its weight, one at least. */
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

  /** Connections are opened one at a time: a server takes many at once for an attack. */
  open(line: Line, signal: AbortSignal): Promise<Connected> {
    const opened = this.#opening.then(() => line.open(signal));
    this.#opening = opened.catch(() => undefined);
    return opened;
  }
}

/** Shares the connections out among the servers by weight. */
export function lanesOf(routes: readonly Route[], connections: number, clock: Clock): Lane[] {
  const whole = routes.reduce((sum, { weight }) => sum + weight, 0);
  return routes.map(
    ({ server, weight }) => new Lane(server, Math.max(1, Math.round((connections * weight) / whole)), clock),
  );
}
