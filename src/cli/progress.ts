import type { EngineEvent } from '../mailing/engine/events.ts';
import { describeDuration } from '../newsletter/duration.ts';
import type { Claim, Counts } from '../store/delivery.ts';
import { type Desk, printJson } from './desk.ts';
import type { Output } from './io.ts';

/** On a terminal the line is painted anew so often, elsewhere a line is printed each so often; milliseconds. */
const repaint = 100;
const reprint = 30_000;
/** Time left is told from the last minute only. */
const memory = 60_000;

/** Follows a run and shows it: one line on a terminal, a line each tenth elsewhere, JSON with `--json`. */
export class Progress {
  readonly #desk: Desk;
  readonly #total: number;
  readonly #counts: Record<keyof Counts, number>;
  readonly #recent: number[] = [];
  #shownAt: number;
  #shownTenth: number;
  #painted = false;
  #hold = '';

  constructor(desk: Desk, total: number, counts: Counts) {
    this.#desk = desk;
    this.#total = total;
    this.#counts = { ...counts };
    this.#shownAt = desk.io.now();
    this.#shownTenth = this.#tenth();
  }

  readonly watch = (event: EngineEvent): void => {
    const hold = this.#holdOf(event);
    const isNew = hold !== undefined && hold !== this.#hold;
    if (hold !== undefined) this.#hold = hold;
    if (event.kind === 'settled') this.#settle(event);
    if (event.kind === 'skipped') this.#move(event.claim, 'skipped');
    // Shown at once: for a while nothing else will happen.
    this.#show(isNew);
  };

  #holdOf(event: EngineEvent): string | undefined {
    if (event.kind === 'slowed') {
      return `slowed for ${describeDuration(event.pause.for)}: ${event.pause.why}`;
    }
    if (event.kind !== 'waiting') return undefined;
    return `waiting ${describeDuration(event.until - this.#desk.io.now())} for readers who were put off`;
  }

  /** Leaves the terminal on a fresh line. */
  end(): void {
    if (this.#painted) this.#err.write('\r\x1b[K');
    this.#painted = false;
  }

  #move(claim: Claim, to: keyof Counts): void {
    this.#counts[claim.deferredSince === null ? 'planned' : 'deferred'] -= 1;
    this.#counts[to] += 1;
  }

  #settle({ claim, settlement }: Extract<EngineEvent, { kind: 'settled' }>): void {
    if (settlement.state === 'released') return;
    this.#hold = '';
    this.#move(claim, settlement.state);
    this.#recent.push(this.#desk.io.now());
    if (settlement.state !== 'rejected') return;
    if (this.#desk.flags.json) {
      printJson(this.#desk, { event: 'refused', email: claim.email, reply: settlement.reply });
    } else if (this.#desk.flags.verbose) {
      this.end();
      this.#err.write(`refused  ${claim.email}  ${settlement.reply}\n`);
    }
  }

  get #err(): Output {
    return this.#desk.io.stderr;
  }

  get #quiet(): boolean {
    return this.#desk.flags.quiet || this.#desk.flags.json;
  }

  #show(atOnce: boolean): void {
    const now = this.#desk.io.now();
    const live = this.#err.isTerminal && !this.#quiet;
    const tenth = this.#tenth();
    const due =
      atOnce ||
      (live ? now - this.#shownAt >= repaint : tenth > this.#shownTenth || now - this.#shownAt >= reprint);
    if (!due) return;
    this.#shownAt = now;
    this.#shownTenth = tenth;
    if (this.#desk.flags.json)
      printJson(this.#desk, { event: 'progress', recipients: this.#total, counts: this.#counts });
    else if (live) this.#paint(this.#line(now));
    else if (!this.#quiet) this.#err.write(`${this.#line(now)}\n`);
  }

  #paint(line: string): void {
    this.#painted = true;
    this.#err.write(`\r\x1b[K${line.slice(0, this.#err.columns - 1)}`);
  }

  #line(now: number): string {
    const { accepted, rejected, deferred, unknown } = this.#counts;
    while (this.#recent.length > 0 && now - (this.#recent[0] ?? 0) > memory) this.#recent.shift();
    const span = now - (this.#recent[0] ?? now);
    const rate = span > 500 ? (this.#recent.length - 1) / (span / 1000) : 0;
    const parts = [
      `${bar(this.#done() / Math.max(1, this.#total))} ${this.#done()} of ${this.#total}`,
      `${accepted} accepted`,
      rejected > 0 ? `${rejected} refused` : '',
      deferred > 0 ? `${deferred} put off` : '',
      unknown > 0 ? `${unknown} unknown` : '',
      rate > 0 ? `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s` : '',
      rate > 0 && this.#counts.planned > 0
        ? `${describeDuration((this.#counts.planned / rate) * 1000)} left`
        : '',
      this.#hold,
    ];
    return parts.filter((part) => part !== '').join('  ');
  }

  #done(): number {
    const { planned, claimed, sending, deferred } = this.#counts;
    return this.#total - planned - claimed - sending - deferred;
  }

  #tenth(): number {
    return Math.floor((10 * this.#done()) / Math.max(1, this.#total));
  }
}

function bar(share: number): string {
  const width = 20;
  const full = Math.round(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}
