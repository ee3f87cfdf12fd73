import type { Kysely } from 'kysely';
import { insertMany } from './many.ts';
import type { Tables } from './tables.ts';

/** Something that happened to a person or a mailing, kept as a record. */
export interface Event {
  readonly at: number;
  /** One word: subscribed, imported, updated, unsubscribed, suppressed, rejoined, tagged, untagged, asked (by mail, to leave). */
  readonly kind: string;
  readonly mailingId: string | null;
  readonly subscriberId: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export async function recordEvents(db: Kysely<Tables>, events: readonly Event[]): Promise<void> {
  const rows = events.map((event) => ({
    at: event.at,
    kind: event.kind,
    mailing_id: event.mailingId,
    subscriber_id: event.subscriberId,
    detail: JSON.stringify(event.detail),
  }));
  await insertMany(db, 'events', rows);
}

/** What happened to one person, oldest first. */
export async function findEventsOf(db: Kysely<Tables>, subscriberId: number): Promise<Event[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    at: row.at,
    kind: row.kind,
    mailingId: row.mailing_id,
    subscriberId: row.subscriber_id,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
  }));
}
