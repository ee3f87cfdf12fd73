import type { Kysely } from 'kysely';
import type { DeliveryState } from './delivery.ts';
import { anyNumber } from './many.ts';
import type { Tables } from './tables.ts';

/** States that leave a reader without the issue: a mailing in which they stand so does not count. */
export const spared: readonly DeliveryState[] = ['cancelled', 'skipped'];

/** The mailings of an issue there are so far, to whatever list; practice reaches nobody. */
export async function findMailingsOf(db: Kysely<Tables>, issue: string): Promise<string[]> {
  const rows = await db
    .selectFrom('mailings')
    .select('id')
    .where('issue', '=', issue)
    .where('practice', '=', 0)
    .execute();
  return rows.map((row) => row.id);
}

/** Whom of these people one of the mailings reached, tried, or may have reached. */
export async function findReaders(
  db: Kysely<Tables>,
  mailings: readonly string[],
  subscriberIds: readonly number[],
): Promise<Set<number>> {
  if (mailings.length === 0) return new Set();
  const rows = await db
    .selectFrom('deliveries')
    .select('subscriber_id')
    .where('mailing_id', 'in', mailings)
    .where('subscriber_id', 'in', anyNumber(db, subscriberIds))
    .where('state', 'not in', spared)
    .execute();
  return new Set(rows.map((row) => row.subscriber_id));
}
