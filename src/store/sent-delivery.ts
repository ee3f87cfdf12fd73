import type { Kysely } from 'kysely';
import type { DeliveryState } from './delivery.ts';
import type { Tables } from './tables.ts';

/** One reader's line of a mailing: what their copy was made from, and what became of it. */
export interface SentDelivery {
  readonly subscriberId: number;
  /** Gone when the reader was erased. */
  readonly values: { readonly email: string; readonly fields: Readonly<Record<string, string>> } | undefined;
  readonly variant: string;
  readonly state: DeliveryState;
  /** How often it was handed to a server. */
  readonly attempts: number;
  /** When it was handed over last, as far as the ledger knows: accepted, or otherwise settled. */
  readonly at: number;
  /** What the Date of the last copy said; of a copy from before this was kept, the same as `at`. */
  readonly datedAt: number;
  readonly reply: string | null;
  readonly reason: string | null;
}

export async function findSentDelivery(
  db: Kysely<Tables>,
  mailing: string,
  subscriberId: number,
): Promise<SentDelivery | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('mailing_id', '=', mailing)
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirst();
  if (!row) return undefined;
  const at = row.accepted_at ?? row.updated_at;
  return {
    subscriberId: row.subscriber_id,
    values: row.email === '' || row.fields === '' ? undefined : valuesOf(row),
    variant: row.variant,
    state: row.state,
    attempts: row.attempts,
    at,
    datedAt: row.dated_at ?? at,
    reply: row.reply,
    reason: row.reason,
  };
}

function valuesOf({ email, fields }: { readonly email: string; readonly fields: string }) {
  return { email, fields: JSON.parse(fields) as Record<string, string> };
}
