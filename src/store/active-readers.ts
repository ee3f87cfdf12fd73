import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Whoever is on a list and not suppressed: who gets mail. The subscription and the subscriber are at hand. */
export function activeReaders(db: Kysely<Tables>, listId: number) {
  return db
    .selectFrom('subscriptions')
    .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
    .where('subscriptions.list_id', '=', listId)
    .where('subscriptions.state', '=', 'active')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('suppressions')
            .select('suppressions.email_key')
            .whereRef('suppressions.email_key', '=', 'subscribers.email_key'),
        ),
      ),
    );
}
