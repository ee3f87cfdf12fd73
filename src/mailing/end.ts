import type { Kysely } from 'kysely';
import { type Counts, openOf } from '../store/delivery.ts';
import { countDeliveries, isAnyOpen } from '../store/delivery-counts.ts';
import { moveMailing } from '../store/mailings.ts';
import type { Tables } from '../store/tables.ts';
import type { Rest } from './engine/events.ts';

/**
 * Writes how a run left its mailing. Whoever stopped it in its very last moment, when nobody was left, has
 * stopped nothing.
 */
export async function writeEnd(db: Kysely<Tables>, mailing: string, rest: Rest, now: number): Promise<Rest> {
  if (rest.kind !== 'finished' && rest.kind !== 'stopped') return rest;
  if (rest.kind === 'stopped' && (await isAnyOpen(db, mailing))) {
    const paused = { state: 'paused', reason: 'stopped by hand', endedAt: null } as const;
    await moveMailing(db, mailing, ['running'], paused);
    return rest;
  }
  await moveMailing(db, mailing, ['running'], endOf(await countDeliveries(db, mailing), now));
  return { kind: 'finished' };
}

/** Done only when nobody is left anywhere but at an end; otherwise incomplete, with the reason. */
function endOf(counts: Counts, now: number) {
  return openOf(counts) + counts.unknown === 0
    ? ({ state: 'done', reason: null, endedAt: now } as const)
    : ({ state: 'incomplete', reason: whyIncomplete(counts), endedAt: null } as const);
}

function whyIncomplete(counts: Counts): string {
  const reasons = [
    counts.deferred > 0 ? `${counts.deferred} put off by their servers` : '',
    counts.unknown > 0 ? `${counts.unknown} unknown` : '',
    counts.planned > 0 ? `${counts.planned} not begun` : '',
  ];
  return reasons.filter((reason) => reason !== '').join(', ');
}
