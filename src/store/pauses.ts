import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { activeReaders } from './active-readers.ts';
import type { Tables } from './tables.ts';

/** Whether a subscription gets mail at an instant, as far as its reader has asked for a pause. */
export function isNotPaused(now: number | RawBuilder<number>): RawBuilder<SqlBool> {
  const until = sql.ref('subscriptions.paused_until');
  return sql<SqlBool>`(${until} is null or ${until} <= ${now})`;
}

/** How many people on a list would get mail, but for the pause they have asked for. */
export async function countPaused(db: Kysely<Tables>, listId: number, now: number): Promise<number> {
  const { paused } = await activeReaders(db, listId)
    .where('subscriptions.paused_until', '>', now)
    .select((eb) => eb.fn.countAll<number | bigint | string>().as('paused'))
    .executeTakeFirstOrThrow();
  return Number(paused);
}
