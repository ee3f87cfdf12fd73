import type { Kysely } from 'kysely';
import { insertEach, insertMany } from './many.ts';
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
  await insertMany(db, 'events', events.map(rowOf));
}

/** Writes a record and takes it out again: who has nothing to record spends what it costs, on the disk too. */
export async function recordNothing(db: Kysely<Tables>, event: Event): Promise<void> {
  const ids = await insertEach(db, 'events', [rowOf(event)]);
  await db.deleteFrom('events').where('id', 'in', ids).execute();
}

function rowOf({ at, kind, mailingId, subscriberId, detail }: Event) {
  return {
    at,
    kind,
    mailing_id: mailingId,
    subscriber_id: subscriberId,
    detail: JSON.stringify(detail),
  };
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
