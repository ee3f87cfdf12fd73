import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Whether a subscription gets mail at an instant, as far as its reader has asked for a pause. */
export function isNotPaused(now: number): RawBuilder<SqlBool> {
  const until = sql.ref('subscriptions.paused_until');
  return sql<SqlBool>`(${until} is null or ${until} <= ${now})`;
}

/** How many people on a list would get mail, but for the pause they have asked for. */
export async function countPaused(db: Kysely<Tables>, listId: number, now: number): Promise<number> {
  const { paused } = await db
    .selectFrom('subscriptions')
    .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
    .where('subscriptions.list_id', '=', listId)
    .where('subscriptions.state', '=', 'active')
    .where('subscriptions.paused_until', '>', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('suppressions')
            .select('suppressions.email_key')
            .whereRef('suppressions.email_key', '=', 'subscribers.email_key'),
        ),
      ),
    )
    .select((eb) => eb.fn.countAll<number | bigint | string>().as('paused'))
    .executeTakeFirstOrThrow();
  return Number(paused);
}
