import type { ClaimableState, DeliveryState, Settlement } from '../../src/store/delivery.ts';
import type { MailingState } from '../../src/store/mailings.ts';

/** One reader's line as the model keeps it. */
export interface ModelLine {
  state: DeliveryState;
  sender: string | undefined;
  dueAt: number | undefined;
  since: number | undefined;
  held: 0 | 1 | 2;
  position: number;
  gone: boolean;
}

/** The ledger of DESIGN §6 in a few lines of memory: no SQL, no fences, one thing after another. */
export class LedgerModel {
  mailing: MailingState = 'running';
  readonly lines: ModelLine[];

  constructor(count: number) {
    this.lines = Array.from({ length: count }, (_, i) => ({
      state: 'planned',
      sender: undefined,
      dueAt: undefined,
      since: undefined,
      held: 0,
      position: i + 1,
      gone: false,
    }));
  }

  claim(sender: string, limit: number, now: number, only: readonly ClaimableState[]): number[] {
    if (this.mailing !== 'running') return [];
    const place = (i: number) => this.#at(i).position;
    const inOrder = [...this.lines.keys()].sort((a, b) => place(a) - place(b));
    const dueAt = (i: number) => this.#at(i).dueAt ?? 0;
    const due = inOrder.filter((i) => this.#at(i).state === 'deferred' && dueAt(i) <= now);
    const longestDue = due.sort((a, b) => dueAt(a) - dueAt(b)).slice(0, limit);
    const planned = inOrder.filter((i) => this.#at(i).state === 'planned');
    const wanted = [
      ...(only.includes('deferred') ? longestDue.sort((a, b) => place(a) - place(b)) : []),
      ...(only.includes('planned') ? planned : []),
    ];
    const taken = wanted.slice(0, limit);
    for (const i of taken) Object.assign(this.#at(i), { state: 'claimed', sender });
    return taken;
  }

  clear(sender: string, i: number): 'go' | 'skipped' | 'halted' | 'lost' {
    const line = this.#at(i);
    if (this.mailing !== 'running') return 'halted';
    if (line.state !== 'claimed' || line.sender !== sender) return 'lost';
    line.state = line.gone ? 'skipped' : 'sending';
    if (line.gone) line.sender = undefined;
    return line.gone ? 'skipped' : 'go';
  }

  settle(sender: string, i: number, settlement: Settlement, now: number): boolean {
    const line = this.#at(i);
    const ours = line.state === 'sending' && line.sender === sender;
    const proof = settlement.state === 'accepted' || settlement.state === 'rejected';
    if (!ours && !(proof && line.state === 'unknown')) return false;
    line.sender = undefined;
    if (settlement.state === 'released') line.state = line.dueAt === undefined ? 'planned' : 'deferred';
    else line.state = settlement.state;
    if (settlement.state === 'deferred') {
      line.dueAt = settlement.dueAt;
      line.since ??= now;
    }
    return ours;
  }

  bury(sender: string, cutOff: boolean): void {
    for (const line of this.lines) {
      if (line.sender !== sender) continue;
      line.sender = undefined;
      if (line.state === 'sending' || cutOff) line.state = 'unknown';
      else line.state = line.dueAt === undefined ? 'planned' : 'deferred';
    }
    if (this.mailing === 'cancelled') this.cancel();
  }

  move(from: readonly MailingState[], to: MailingState): boolean {
    if (!from.includes(this.mailing)) return false;
    this.mailing = to;
    return true;
  }

  cancel(): void {
    for (const line of this.#in('planned', 'deferred')) line.state = 'cancelled';
  }

  expire(since: number): void {
    for (const line of this.#in('deferred')) {
      if (line.since !== undefined && line.since <= since) line.state = 'expired';
    }
  }

  hold(i: number): void {
    if (this.#at(i).state === 'rejected') this.#at(i).held = 1;
  }

  planHeld(): void {
    const last = Math.max(...this.lines.map(({ position }) => position));
    for (const line of this.#in('rejected')) {
      if (line.held !== 1) continue;
      Object.assign(line, { held: 2, position: line.position + last, ...afresh });
    }
  }

  planUnknown(): void {
    for (const line of this.#in('unknown')) Object.assign(line, afresh);
  }

  #at(i: number): ModelLine {
    return this.lines[i] as ModelLine;
  }

  #in(...states: readonly DeliveryState[]): ModelLine[] {
    return this.lines.filter(({ state }) => states.includes(state));
  }
}

const afresh = { state: 'planned', dueAt: undefined, since: undefined } as const;

/** The arrows of docs/flow.md. */
export const arrows: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  planned: ['claimed', 'cancelled'],
  claimed: ['sending', 'planned', 'deferred', 'skipped', 'cancelled', 'unknown'],
  sending: ['accepted', 'deferred', 'rejected', 'unknown', 'expired', 'planned'],
  deferred: ['claimed', 'expired', 'cancelled'],
  unknown: ['planned', 'accepted', 'rejected'],
  // Only while its refusal is held.
  rejected: ['planned'],
  accepted: [],
  expired: [],
  skipped: [],
  cancelled: [],
};
