import type { Kysely } from 'kysely';
import { impersonal } from '../smtp/impersonal.ts';
import type { DeliveryState } from '../store/delivery.ts';
import { streamWords } from '../store/delivery-words.ts';
import type { Tables } from '../store/tables.ts';

/** What is told of so many deliveries in a state, in the same words but for what differs by reader. */
export interface Told {
  readonly state: DeliveryState;
  /** Null: all others, in rarer words. */
  readonly words: string | null;
  readonly deliveries: number;
}

/** States in which a reader was not reached, or may not have been, for a reason worth telling. */
const worthTelling = ['deferred', 'rejected', 'unknown', 'expired', 'skipped'] as const;

/** A server that says something else to everybody must not fill the memory. */
const mostWords = 2_000;

/** Why readers were not reached: up to `most` kinds of words for each state, the most frequent first. */
export async function tellReasons(db: Kysely<Tables>, mailing: string, most: number): Promise<Told[]> {
  const groups = new Map<string, { state: DeliveryState; words: string; deliveries: number }>();
  const rest = new Map<DeliveryState, number>();
  for await (const { state, words: said, deliveries } of streamWords(db, mailing, worthTelling)) {
    const words = impersonal(said);
    const key = `${state} ${words.toLowerCase()}`;
    const group = groups.get(key);
    if (group) group.deliveries += deliveries;
    else if (groups.size < mostWords) groups.set(key, { state, words, deliveries });
    else rest.set(state, (rest.get(state) ?? 0) + deliveries);
  }
  const sorted = [...groups.values()].sort((a, b) => b.deliveries - a.deliveries);
  return worthTelling.flatMap((state) => {
    const told = sorted.filter((group) => group.state === state);
    const others = told.slice(most).reduce((sum, group) => sum + group.deliveries, rest.get(state) ?? 0);
    return [...told.slice(0, most), ...(others > 0 ? [{ state, words: null, deliveries: others }] : [])];
  });
}
