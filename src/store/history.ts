import type { Kysely } from 'kysely';
import type { DeliveryTable, Tables } from './tables.ts';

/** One issue's way to one person. */
export interface PastDelivery {
  readonly mailing: string;
  readonly issue: string;
  readonly list: string;
  /** It only went to the outbox on this machine. */
  readonly practice: boolean;
  readonly state: DeliveryTable['state'];
  /** The address it went to, and the values it was filled with. */
  readonly email: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly attempts: number;
  readonly acceptedAt: number | null;
  readonly reply: string | null;
  readonly reason: string | null;
  readonly updatedAt: number;
}

/** What was sent to a person, or was to be, oldest mailing first. Asks each mailing by its own key. */
export async function findDeliveriesOf(db: Kysely<Tables>, subscriberId: number): Promise<PastDelivery[]> {
  const rows = await db
    .selectFrom('mailings')
    .innerJoin('lists', 'lists.id', 'mailings.list_id')
    .innerJoin('deliveries', (join) =>
      join
        .onRef('deliveries.mailing_id', '=', 'mailings.id')
        .on('deliveries.subscriber_id', '=', subscriberId),
    )
    .select([
      'mailings.id as mailing',
      'mailings.issue',
      'lists.name as list',
      'mailings.practice',
      'deliveries.state',
      'deliveries.email',
      'deliveries.fields',
      'deliveries.attempts',
      'deliveries.accepted_at as acceptedAt',
      'deliveries.reply',
      'deliveries.reason',
      'deliveries.updated_at as updatedAt',
    ])
    .orderBy('mailings.created_at')
    .execute();
  return rows.map((row) => ({
    ...row,
    practice: row.practice === 1,
    fields: JSON.parse(row.fields || '{}') as Record<string, string>,
  }));
}
