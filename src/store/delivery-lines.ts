import type { Kysely, Selectable } from 'kysely';
import type { DeliveryState } from './delivery.ts';
import type { DeliveryTable, Tables } from './tables.ts';

/** One reader’s line, as `status --who` shows it. Instants are milliseconds since 1970. */
export interface DeliveryLine {
  readonly email: string;
  readonly state: DeliveryState;
  readonly at: number;
  readonly attempts: number;
  readonly reply: string | null;
  readonly reason: string | null;
  readonly dueAt: number | null;
}

const page = 2000;

/** The deliveries in a state, in the order of their subscribers, read page by page. */
export async function* streamDeliveries(
  db: Kysely<Tables>,
  mailing: string,
  state: DeliveryState,
): AsyncGenerator<DeliveryLine> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('deliveries')
      .selectAll()
      .where('mailing_id', '=', mailing)
      .where('state', '=', state)
      .where('subscriber_id', '>', after)
      .orderBy('subscriber_id')
      .limit(page)
      .execute();
    for (const row of rows) yield lineOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = last.subscriber_id;
  }
}

function lineOf(row: Selectable<DeliveryTable>): DeliveryLine {
  return {
    email: row.email,
    state: row.state,
    at: row.accepted_at ?? row.updated_at,
    attempts: row.attempts,
    reply: row.reply,
    reason: row.reason,
    dueAt: row.state === 'deferred' ? row.due_at : null,
  };
}
