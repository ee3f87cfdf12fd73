import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { lookAtStore, type StoreLook } from '../../store/sqlite/look.ts';
import { type Observation, ok, warning, wrong } from '../observation.ts';
import { attempt } from './from-failure.ts';

const megabyte = 1024 * 1024;

/** A mailing to 100,000 readers takes some 50 MB of ledger; below the second nothing is safe to begin. */
const room = { comfortable: 500, least: 50 };

/** The store as it lies there; `now` in milliseconds since 1970. */
export async function examineStore(path: string, now: number): Promise<Observation[]> {
  const disk = examineDisk(path);
  if (!existsSync(path)) return [disk, ok('Store', 'there is none yet; the first import makes it')];
  const seen = await attempt(
    'Store',
    () => lookAtStore(path),
    (look) => judgeLook(look, now),
  );
  return [disk, ...seen];
}

function examineDisk(path: string): Observation {
  const { bavail, bsize } = statfsSync(dirname(path));
  return judgeRoom(Math.floor((bavail * bsize) / megabyte));
}

/** `free` in MB. */
export function judgeRoom(free: number): Observation {
  const detail = free >= 10_000 ? `${Math.floor(free / 1024)} GB free` : `${free} MB free`;
  const advice = 'Make room: every step of a mailing is written down before the next.';
  if (free < room.least) return wrong('Disk', detail, { advice });
  return free < room.comfortable ? warning('Disk', detail, { advice }) : ok('Disk', detail);
}

export function judgeLook(look: StoreLook, now: number): Observation[] {
  return [judgeFile(look), ...judgeClock(look, now), ...look.unfinished.map(judgeMailing)];
}

function judgeFile({ broken, version, known }: StoreLook): Observation {
  const [fault] = broken;
  if (fault !== undefined)
    return wrong('Store', `the file is damaged: ${fault}`, {
      advice:
        'Send nothing. Bring back a copy of newsletter.db from before, or recover it with: sqlite3 newsletter.db .recover',
    });
  if (version > known)
    return wrong(
      'Store',
      `a newer Pennypost has written to it (version ${version}, and this one knows ${known})`,
      {
        advice: 'Update with: npm install pennypost@latest',
      },
    );
  const update = version < known ? `; the next command brings it to ${known}` : '';
  return ok('Store', `whole, version ${version}${update}`);
}

/** Clocks of two machines may differ by so much without harm. */
const leeway = 5 * 60_000;

function judgeClock({ newest }: StoreLook, now: number): Observation[] {
  if (newest <= now + leeway) return [];
  const detail = `it says ${new Date(now).toISOString()}, and the store has something of ${new Date(newest).toISOString()}`;
  return [
    wrong('Clock', detail, {
      advice: 'Set the clock of this machine: dates in mail, limits and retries go by it.',
    }),
  ];
}

function judgeMailing({ id, issue, state }: StoreLook['unfinished'][number]): Observation {
  return warning(`Mailing ${id}`, `${issue} is ${state}`, {
    advice: `pennypost resume ${id} goes on with it, pennypost cancel ${id} ends it.`,
  });
}
