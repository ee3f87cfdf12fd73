import { Failure } from '../finding/failure.ts';
import type { Desk } from './desk.ts';

/**
 * Has the number of recipients typed, or takes `--expect` or `--yes` for it; never a silent yes.
 * @throws {Failure} `send/not-confirmed`, `send/unexpected`, `usage/expect`
 */
export async function confirmCount(desk: Desk, count: number, expect: string | undefined): Promise<void> {
  if (expect !== undefined) return holdAgainst(count, expect);
  if (desk.flags.yes) return;
  if (!desk.io.interactive || !desk.flags.input) throw cannotAsk(count);
  const people = count === 1 ? 'the number 1' : `the number of people (${count})`;
  const typed = await desk.io.ask(`To send, type ${people}: `);
  if (typed?.trim().replace(/[,.'’ ]/g, '') === String(count)) return;
  throw new Failure(
    'refused',
    'send/not-confirmed',
    typed === undefined ? 'No number was typed' : `${typed.trim() || 'Nothing'} is not ${count}`,
    {
      undone: 'Nothing was sent.',
    },
  );
}

function holdAgainst(count: number, expect: string): void {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(expect.trim());
  if (!match) {
    throw new Failure('usage', 'usage/expect', `--expect ${expect} is not a number of people`, {
      advice: 'Write it like --expect 12431 or --expect 12000..13000.',
      undone: 'Nothing was sent.',
    });
  }
  const [low, high] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (count >= low && count <= high) return;
  throw new Failure(
    'refused',
    'send/unexpected',
    `${count} people would get it, and --expect says ${expect}`,
    {
      advice: 'Look at the plan above; if it is right, say the number that it gives.',
      undone: 'Nothing was sent.',
    },
  );
}

function cannotAsk(count: number): Failure {
  return new Failure('refused', 'send/not-confirmed', 'There is nobody to ask whether this is right', {
    advice: `Say how many people are meant with --expect ${count}, or --yes for however many there are.`,
    undone: 'Nothing was sent.',
  });
}
