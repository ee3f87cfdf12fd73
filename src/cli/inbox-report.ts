import { visible } from '../finding/visible.ts';
import type { Acted } from '../inbox/act.ts';
import type { Handled } from '../inbox/read-inbox.ts';
import type { Unclear } from '../inbox/understand.ts';

type Handling<K extends Handled['kind']> = Extract<Handled, { readonly kind: K }>;
type Outcome = Acted['outcome'];

const whatHappened: Readonly<Record<Exclude<Outcome, 'unknown' | 'doneBefore'>, string>> = {
  left: 'has left',
  leftBefore: 'had left before:',
  backSince: 'has come back since, and stays on',
};

/** `ann@example.org  has left readers`; nothing for what was done by an earlier reading. */
export function requestRow(
  { name, acted, sender }: Handling<'request'>,
  dryRun: boolean,
): string | undefined {
  if (acted.outcome === 'doneBefore') return undefined;
  if (acted.outcome === 'unknown') return `${visible(name)}  is of somebody who is on no list any more`;
  const asked = sender === undefined ? '' : `  (asked from ${tame(sender)})`;
  const what = dryRun && acted.outcome === 'left' ? 'would leave' : whatHappened[acted.outcome];
  return `${acted.email}  ${what} ${acted.list}${asked}`;
}

const whyUnclear: Readonly<Record<Unclear, string>> = {
  longHeader: 'its header has no end',
  complaint: 'a provider’s report that somebody calls your mail spam',
  forged: 'what looks like a token in it is none of ours',
  several: 'it holds tokens of several readers, or too much that looks like them',
  wantsToLeave: 'it asks to leave, and has no token; pennypost subscribers remove ADDRESS',
  wantsToSubscribe: 'it asks to subscribe; pennypost subscribers add ADDRESS',
  noToken: 'it has no token',
};

/** `UID 7  is left to you: it has no token  (from x@example.net, “Hello”)` */
export function unclearRow({ name, why, sender, subject }: Handling<'unclear'>): string {
  const from = sender === '' ? 'nobody' : tame(sender);
  return `${visible(name)}  is left to you: ${whyUnclear[why]}  (from ${from}, “${tame(subject)}”)`;
}

/** What a stranger wrote, fit for a terminal and for one line. */
function tame(text: string): string {
  const line = visible(text.replace(/\s+/g, ' '));
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** One message, for programs. */
export function handledJson(handled: Handled): Readonly<Record<string, unknown>> {
  const { name, kind } = handled;
  if (handled.kind === 'request') {
    return { event: 'message', name, kind, ...handled.acted, sender: handled.sender };
  }
  if (handled.kind !== 'unclear') return { event: 'message', name, kind };
  return { event: 'message', name, kind, why: handled.why, sender: handled.sender, subject: handled.subject };
}

/** How many messages there were of each kind. */
export class InboxTally {
  readonly #counts: Record<Outcome | 'bounce' | 'automatic' | 'unclear' | 'read', number> = {
    read: 0,
    left: 0,
    leftBefore: 0,
    doneBefore: 0,
    backSince: 0,
    unknown: 0,
    bounce: 0,
    automatic: 0,
    unclear: 0,
  };

  add(handled: Handled): void {
    this.#counts.read += 1;
    this.#counts[handled.kind === 'request' ? handled.acted.outcome : handled.kind] += 1;
  }

  get unclear(): number {
    return this.#counts.unclear;
  }

  counts() {
    return { ...this.#counts };
  }

  /** The summary at the end, in a line or two. */
  rows(dryRun: boolean): string[] {
    const { read, left, leftBefore, doneBefore, backSince, unknown, bounce, automatic, unclear } =
      this.#counts;
    const parts = [
      `${left} ${dryRun ? 'would leave' : 'left'}`,
      ...some(leftBefore, 'had left before'),
      ...some(doneBefore, 'were done before'),
      ...some(backSince, 'came back since'),
      ...some(unknown, 'of nobody on a list'),
      ...some(bounce, 'could not be delivered, and came back'),
      ...some(automatic, 'written by machines'),
      ...some(unclear, 'left to you'),
    ];
    const first = `${dryRun ? 'Dry run: ' : ''}${read === 1 ? '1 message' : `${read} messages`}: ${parts.join(', ')}.`;
    return dryRun ? [first, 'Nobody was taken off, and nothing was marked.'] : [first];
  }
}

function some(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
