import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import {
  addTraffic,
  foldTraffic,
  noTraffic,
  readMinutes,
  readTraffic,
  type TrafficEntry,
} from '../../src/store/traffic.ts';
import { day, hour, minute, TrafficRecord } from '../mailing/pace/world.ts';

/** What every engine's store must know of traffic. */
export function trafficSuite(current: () => Store): void {
  const start = Date.parse('2026-12-01T00:00:00Z');
  const counts = fc.uniqueArray(
    fc.record({
      at: fc.integer({ min: 0, max: 6 * 24 * 60 }).map((minutes) => start + minutes * minute),
      provider: fc.constantFrom('', 'gmail.com', 'outlook.com'),
      messages: fc.integer({ min: -3, max: 2000 }).filter((messages) => messages !== 0),
    }),
    { maxLength: 8, selector: ({ at, provider }) => `${at} ${provider}` },
  );
  const clock = fc.option(
    fc.record({ first: fc.constantFrom(start, start - day, start + day), ahead: fc.integer() }),
    { nil: undefined },
  );
  const entries = fc.array(fc.record({ counts, clock }), { maxLength: 8 });

  async function begin(written: readonly TrafficEntry[]): Promise<TrafficRecord> {
    const record = new TrafficRecord();
    for (const table of ['traffic', 'traffic_hours', 'traffic_clock'] as const)
      await current().db.deleteFrom(table).execute();
    for (const entry of [{ counts: [], clock: { first: start, ahead: 0 } }, ...written]) {
      await addTraffic(current().db, entry);
      record.add(entry);
    }
    return record;
  }

  it('is nothing in the beginning', async () => {
    expect(await readTraffic(current().db)).toEqual(noTraffic);
    await foldTraffic(current().db);
  });

  it('adds up by minute and provider, and the first message stays the first', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.nat(7 * day), async (written, since) => {
        const record = await begin(written);
        const found = await readTraffic(current().db);
        expect(found.clock).toEqual(record.clock);
        expect(sorted(found.minutes)).toEqual(sorted(record.minutes()));
        expect(found.hours).toEqual([]);
        const later = await readMinutes(current().db, start + since);
        expect(sorted(later)).toEqual(sorted(record.minutes(start + since)));
      }),
      { numRuns: 40 },
    );
  });

  it('is folded into hours after two days, and nothing is lost by it', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (written) => {
        const record = await begin(written);
        const newest = record.minutes().at(-1)?.at ?? start;
        for (let i = 0; i < 2; i += 1) await foldTraffic(current().db);
        const { minutes, hours } = await readTraffic(current().db);
        const kept = record.minutes().filter(({ at }) => at >= newest - 2 * day);
        expect(minutes.length).toBeGreaterThanOrEqual(kept.length);
        for (const { at } of minutes) expect(at).toBeGreaterThanOrEqual(newest - 2 * day - hour);
        const byHour = new Map<number, number>();
        for (const { at, messages } of [...minutes, ...hours]) {
          const beginning = Math.floor(at / hour) * hour;
          byHour.set(beginning, (byHour.get(beginning) ?? 0) + messages);
        }
        const expected = new Map<number, number>();
        for (const { at, messages } of record.minutes()) {
          const beginning = Math.floor(at / hour) * hour;
          expected.set(beginning, (expected.get(beginning) ?? 0) + messages);
        }
        expect(byHour).toEqual(expected);
        expect(hours.map(({ at }) => at)).toEqual(hours.map(({ at }) => at).toSorted((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  it('goes on in an hour that was folded before, and forgets it after more than a year', async () => {
    await begin([{ counts: [{ at: start, provider: '', messages: 5 }], clock: undefined }]);
    const add = (at: number, messages: number) =>
      addTraffic(current().db, { counts: [{ at, provider: 'gmail.com', messages }], clock: undefined });
    await add(start + 3 * day, 1);
    await foldTraffic(current().db);
    await add(start + 5 * minute, 2);
    await foldTraffic(current().db);
    expect((await readTraffic(current().db)).hours).toEqual([{ at: start, messages: 7 }]);
    await add(start + 401 * day, 1);
    await foldTraffic(current().db);
    const { clock, hours } = await readTraffic(current().db);
    expect(hours).toEqual([{ at: start + 3 * day, messages: 1 }]);
    expect(clock?.first).toBe(start);
  });

  function sorted<T extends { at: number; provider: string }>(counts: readonly T[]): T[] {
    return counts.toSorted((a, b) => a.at - b.at || (a.provider < b.provider ? -1 : 1));
  }
}
