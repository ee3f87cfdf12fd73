import type { Store } from '../../store/store.ts';
import { foldTraffic, noTraffic, readTraffic } from '../../store/traffic.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from './limits.ts';
import { Throttle } from './throttle.ts';

/** A throttle that knows what went out before, where that is remembered; tidies the record of it. */
export async function openThrottle(store: Store, clock: Clock, limits: Limits): Promise<Throttle> {
  if (!limits.remembered) return new Throttle(clock, limits, noTraffic);
  const counted = await store.transaction(async (db) => {
    await foldTraffic(db);
    return readTraffic(db);
  });
  return new Throttle(clock, limits, counted);
}
