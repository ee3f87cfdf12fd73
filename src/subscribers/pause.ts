import { recordEvents } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import { pauseSubscriptions } from '../store/subscriptions.ts';

/** How long readers may ask for nothing to be sent. */
export const pauses = ['2w', '1m', '3m'] as const;
export type Pause = (typeof pauses)[number];

/** When a pause that begins now ends: the same time of day, and the last day of a month that is shorter. */
export function pauseEnd(pause: Pause, now: number): number {
  const end = new Date(now);
  if (pause === '2w') return end.setUTCDate(end.getUTCDate() + 14);
  const day = end.getUTCDate();
  end.setUTCMonth(end.getUTCMonth() + (pause === '1m' ? 1 : 3));
  return end.getUTCDate() === day ? end.getTime() : end.setUTCDate(0);
}

/** Sends nothing to a reader before `until`, on whatever list they are; null ends the pause. */
export function pauseReader(
  store: Store,
  subscriberId: number,
  until: number | null,
  now: number,
): Promise<void> {
  return store.transaction(async (db) => {
    await pauseSubscriptions(db, subscriberId, until, now);
    const what = until === null ? {} : { until: new Date(until).toISOString() };
    const kind = until === null ? 'unpaused' : 'paused';
    await recordEvents(db, [{ at: now, kind, mailingId: null, subscriberId, detail: what }]);
  });
}
