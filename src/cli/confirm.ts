import { Failure } from '../finding/failure.ts';
import type { Confirmed } from '../mailing/freeze.ts';
import type { Desk } from './desk.ts';

/**
 * Has the number of recipients typed, or takes `--expect` or `--yes` for it; never a silent yes. `counts` are
 * the numbers that `--expect` may name; the first one is to be typed. Gives how many it may be when it comes to it.
 * @throws {Failure} `send/not-confirmed`, `send/unexpected`, `usage/expect`
 */
export async function confirmSending(
  desk: Desk,
  counts: readonly [number, ...number[]],
  expect: string | undefined,
): Promise<Confirmed> {
  const [count] = counts;
  if (expect !== undefined) return holdAgainst(counts, rangeOf(expect));
  if (desk.flags.yes) return { least: 1, most: Number.POSITIVE_INFINITY };
  if (!canAsk(desk)) {
    throw notConfirmed('There is nobody to ask whether this is right', {
      advice: `Say how many people are meant with --expect ${count}, or --yes for however many there are.`,
      undone: 'Nothing was sent.',
    });
  }
  const fault = await askForNumber(desk, 'To send', count);
  if (fault) throw notConfirmed(fault, { undone: 'Nothing was sent.' });
  return { least: count, most: count };
}

/** The same before a mailing is ended for good. @throws {Failure} `send/not-confirmed` */
export function confirmCancelling(desk: Desk, count: number): Promise<void> {
  return confirmForGood(desk, count, { purpose: 'To cancel', undone: 'Nothing was cancelled.' });
}

/** The same before people are erased. @throws {Failure} `send/not-confirmed` */
export function confirmErasing(desk: Desk, count: number): Promise<void> {
  return confirmForGood(desk, count, { purpose: 'To erase', undone: 'Nobody was erased.' });
}

async function confirmForGood(
  desk: Desk,
  count: number,
  { purpose, undone }: { readonly purpose: string; readonly undone: string },
): Promise<void> {
  if (desk.flags.yes) return;
  if (!canAsk(desk)) {
    throw notConfirmed('There is nobody to ask whether this is right', {
      advice: 'Say so with --yes.',
      undone,
    });
  }
  const fault = await askForNumber(desk, purpose, count);
  if (fault) throw notConfirmed(fault, { undone });
}

function canAsk(desk: Desk): boolean {
  return desk.io.interactive && desk.flags.input;
}

/** What was wrong with what was typed, if anything was. */
async function askForNumber(desk: Desk, purpose: string, count: number): Promise<string | undefined> {
  const people = count === 1 ? 'the number 1' : `the number of people (${count})`;
  const typed = (await desk.io.ask(`${purpose}, type ${people}: `))?.trim();
  if (typed === undefined || typed === '') return 'No number was typed';
  return typed.replace(/[,.'’\s]/g, '') === String(count) ? undefined : `“${typed}” is not ${count}`;
}

interface Range {
  readonly text: string;
  readonly low: number;
  readonly high: number;
}

function rangeOf(expect: string): Range {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(expect.trim());
  if (match) return { text: expect, low: Number(match[1]), high: Number(match[2] ?? match[1]) };
  throw new Failure('usage', 'usage/expect', `--expect ${expect} is not a number of people`, {
    advice: 'Write it like --expect 12431 or --expect 12000..13000.',
    undone: 'Nothing was sent.',
  });
}

function holdAgainst(counts: readonly [number, ...number[]], { text, low, high }: Range): Confirmed {
  if (counts.some((count) => count >= low && count <= high)) return { least: Math.max(1, low), most: high };
  const people = counts[0] === 1 ? '1 person' : `${counts[0]} people`;
  const message = `${people} would get it, and --expect says ${text}`;
  throw new Failure('refused', 'send/unexpected', message, {
    advice: 'Look at the plan above; if it is right, say the number that it gives.',
    undone: 'Nothing was sent.',
  });
}

function notConfirmed(message: string, more: { advice?: string; undone: string }): Failure {
  return new Failure('refused', 'send/not-confirmed', message, more);
}
