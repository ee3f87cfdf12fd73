import { randomInt } from 'node:crypto';

/** How much is tried: a little by default, as much as docs/reliability.md says with `npm run test:chaos`. */
const isLong = process.env['PENNYPOST_CHAOS'] === 'long';

/** The number named by a variable of the environment, or the one for a short or a long run. */
function number(variable: string, numbers: { readonly short: number; readonly long: number }): number {
  const given = process.env[variable];
  return given === undefined ? numbers[isLong ? 'long' : 'short'] : Number(given);
}

export const schedules = number('PENNYPOST_SCHEDULES', { short: 40, long: 500 });
export const kills = number('PENNYPOST_KILLS', { short: 2, long: 200 });
export const clockJumps = number('PENNYPOST_CLOCK_JUMPS', { short: 0, long: 20 });
export const fullDisks = number('PENNYPOST_FULL_DISKS', { short: 1, long: 20 });
export const sharings = number('PENNYPOST_SHARINGS', { short: 1, long: 10 });
/** How many senders share a mailing, one time after the other. */
export const senderCounts = isLong ? [2, 4] : [2];

/**
 * Where chance begins: printed with every failure, and given back by `PENNYPOST_SEED`. The short run is the same
 * each time; the long one looks for what nobody has seen yet.
 */
export const firstSeed = Number(
  process.env['PENNYPOST_SEED'] ?? (isLong ? randomInt(1_000_000_000) : 20_261_123),
);

/** The built program starts faster than the sources; `npm run test:chaos` builds it first. */
export const usesBuilt = isLong;
