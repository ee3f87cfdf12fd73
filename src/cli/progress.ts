import type { EngineEvent } from '../mailing/engine/events.ts';
import { describeDuration } from '../newsletter/duration.ts';
import type { Claim, Counts } from '../store/delivery.ts';
import { type Desk, printJson } from './desk.ts';
import { type Hold, holdOf } from './holds.ts';
import type { Output } from './io.ts';
import { type MailServer, settingOf } from './mail-server.ts';
import { adviceFor } from './pause-advice.ts';
import { RecentRate } from './recent-rate.ts';

/** On a terminal the line is painted anew so often, elsewhere a line is printed each so often; milliseconds. */
const repaint = 100;
const reprint = 30_000;

/** What a run begins with. */
interface Outset {
  readonly recipients: number;
  readonly counts: Counts;
  /** The variables that hold their addresses, by the names of the servers that take part. */
  readonly variables: MailServer['variables'];
}

/** Follows a run and shows it: one line on a terminal, a line each tenth elsewhere, JSON with `--json`. */
export class Progress {
  readonly #desk: Desk;
  readonly #total: number;
  readonly #variables: MailServer['variables'];
  readonly #counts: Record<keyof Counts, number>;
  readonly #recent = new RecentRate();
  #shownAt: number;
  #shownTenth: number;
  #painted = false;
  #hold: Hold | undefined;
  /** The reason that was told last, and when. */
  #told = { key: '', at: 0 };

  constructor(desk: Desk, { recipients, counts, variables }: Outset) {
    this.#desk = desk;
    this.#total = recipients;
    this.#variables = variables;
    this.#counts = { ...counts };
    this.#shownAt = desk.io.now();
    this.#shownTenth = this.#tenth();
  }

  readonly watch = (event: EngineEvent): void => {
    const hold = holdOf(event, { now: this.#desk.io.now(), servers: this.#variables.size });
    if (event.kind === 'settled') this.#settle(event);
    if (event.kind === 'skipped') this.#move(event.claim, 'skipped');
    if (event.kind === 'leftOut') this.#tellLeftOut(event);
    // Shown at once: for a while nothing else will happen.
    this.#show(hold !== undefined && this.#keep(hold));
  };

  /** Whether it is news: another reason, or one that was told long ago. */
  #keep(hold: Hold): boolean {
    const now = this.#desk.io.now();
    const repainted = this.#live && hold.words !== this.#hold?.words;
    this.#hold = hold;
    if (hold.key === this.#told.key && now - this.#told.at < reprint) return repainted;
    this.#told = { key: hold.key, at: now };
    if (this.#desk.flags.json) printJson(this.#desk, hold.json);
    return true;
  }

  /** On a line of its own, which stays: the mailing goes on otherwise than it was planned. */
  #tellLeftOut({ server, why, trouble }: Extract<EngineEvent, { kind: 'leftOut' }>): void {
    const advice = adviceFor(trouble, why, settingOf(this.#variables, server));
    if (this.#desk.flags.json) printJson(this.#desk, { event: 'leftOut', server, why, advice });
    if (this.#quiet) return;
    this.end();
    this.#err.write(`${server} takes no part any more: ${why}\n  ${advice}\n  The other servers go on.\n`);
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
    this.#hold = undefined;
    this.#move(claim, settlement.state);
    this.#recent.count(this.#desk.io.now());
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

  get #live(): boolean {
    return this.#err.isTerminal && !this.#quiet;
  }

  get #quiet(): boolean {
    return this.#desk.flags.quiet || this.#desk.flags.json;
  }

  #show(atOnce: boolean): void {
    const now = this.#desk.io.now();
    const live = this.#live;
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
    const rate = this.#recent.perSecond(now);
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
      this.#hold?.words ?? '',
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
