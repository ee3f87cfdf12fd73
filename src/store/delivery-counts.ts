import { type Kysely, sql } from 'kysely';
import { type Counts, type DeliveryState, noCounts } from './delivery.ts';
import type { Tables } from './tables.ts';

/** How many deliveries are in each state. */
export async function countDeliveries(db: Kysely<Tables>, mailing: string): Promise<Counts> {
  const rows = await db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .groupBy('state')
    .select((eb) => ['state', eb.fn.countAll<number | bigint | string>().as('count')])
    .execute();
  const counts: Record<DeliveryState, number> = { ...noCounts };
  for (const row of rows) counts[row.state] = Number(row.count);
  return counts;
}

/** Whether any delivery has a step left to take by itself: asks the small indexes on what is open, not the mailing. */
export async function isAnyOpen(db: Kysely<Tables>, mailing: string): Promise<boolean> {
  const its = db.selectFrom('deliveries').select('subscriber_id').where('mailing_id', '=', mailing);
  const { open } = await db
    .selectNoFrom(({ or, exists }) =>
      or([
        exists(its.where('state', '=', sql.lit('planned'))),
        exists(its.where('state', '=', sql.lit('deferred'))),
        // Claimed, or on the wire.
        exists(its.where('sender_id', 'is not', null)),
      ]).as('open'),
    )
    .executeTakeFirstOrThrow();
  return Boolean(open);
}

/** When the next deferred delivery may be tried again. */
export async function nextDue(db: Kysely<Tables>, mailing: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .where('state', '=', sql.lit('deferred'))
    .select((eb) => eb.fn.min('due_at').as('due'))
    .executeTakeFirst();
  return row?.due ?? undefined;
}

/** How many deliveries other senders hold. */
export async function countHeldByOthers(
  db: Kysely<Tables>,
  mailing: string,
  sender: string,
): Promise<number> {
  const { held } = await db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .where('sender_id', 'is not', null)
    .where('sender_id', '!=', sender)
    .select((eb) => eb.fn.countAll<number | bigint | string>().as('held'))
    .executeTakeFirstOrThrow();
  return Number(held);
}
