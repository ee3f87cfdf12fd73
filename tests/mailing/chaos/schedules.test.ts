import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstSeed, schedules } from './numbers.ts';
import { runSchedule } from './schedule.ts';

/** So many at a time: most of the time of a schedule is spent waiting for a server that is silent. */
const together = 8;

describe(`random faults, from seed ${firstSeed} (PENNYPOST_SEED=${firstSeed})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-schedules-'));

  it('leave nobody out of the account, mail nobody twice, and leave nobody unknown without reason', async () => {
    const seeds = Array.from({ length: schedules }, (_, i) => firstSeed + i);
    const wrong: string[] = [];
    const seen: Record<string, number> = {};
    const next = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const { faults, counts } = await runSchedule(seed, join(folder, `${seed}.db`));
        wrong.push(...faults.map((fault) => `PENNYPOST_SEED=${seed} PENNYPOST_SCHEDULES=1: ${fault}`));
        for (const [state, count] of Object.entries(counts)) seen[state] = (seen[state] ?? 0) + count;
      }
    };
    try {
      await Promise.all(Array.from({ length: together }, next));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(wrong).toEqual([]);
    console.log(`${schedules} schedules from seed ${firstSeed}: ${JSON.stringify(seen)}`);
  }, 1_800_000);
});
