import type { Kysely } from 'kysely';
import { inChunks } from './chunks.ts';
import { repeated } from './repeated.ts';
import type { Tables } from './tables.ts';

export const minute = 60_000;
export const hour = 60 * minute;
const day = 24 * hour;

/** Minutes are kept apart so long, a day more than the longest limit; then they are hours. */
const minutesKept = 2 * day;
const hoursKept = 400 * day;

/** How many messages went out in the minute that began at `at`. Negative: so many of them did not go out after all. */
export interface TrafficCount {
  /** In the time that traffic keeps; milliseconds. */
  readonly at: number;
  /** Who received them, where that provider has limits of its own; empty: anybody else. */
  readonly provider: string;
  readonly messages: number;
}

/** What is to be added to the store. */
export interface TrafficEntry {
  readonly counts: readonly TrafficCount[];
  /** With the first message ever, and when the clock was set. */
  readonly clock: TrafficClock | undefined;
}

/** When the first message ever went out, and how far traffic's time is ahead of the clock; milliseconds. */
export interface TrafficClock {
  readonly first: number;
  readonly ahead: number;
}

/** What the store knows of what went out before. */
export interface TrafficSoFar {
  /** Undefined: nothing ever went out. */
  readonly clock: TrafficClock | undefined;
  /** Of the last two days and more, oldest first. */
  readonly minutes: readonly TrafficCount[];
  /** Before that, by the hour and whoever received them, oldest first. */
  readonly hours: readonly { readonly at: number; readonly messages: number }[];
}

export const noTraffic: TrafficSoFar = { clock: undefined, minutes: [], hours: [] };

/** Best written before the messages are: a sender that is killed has then counted all it may have sent. */
export async function addTraffic(db: Kysely<Tables>, { counts, clock }: TrafficEntry): Promise<void> {
  if (clock) await putClock(db, clock);
  for (const count of counts) await addCount(db, count);
}

const addCount = repeated<TrafficCount, unknown>((db, { at, provider, messages }) =>
  db
    .insertInto('traffic')
    .values({ minute: at, provider, messages })
    .onConflict((conflict) =>
      conflict.columns(['minute', 'provider']).doUpdateSet((row) => ({
        messages: row('traffic.messages', '+', row.ref('excluded.messages')),
      })),
    ),
);

/** The first message stays the first one. */
async function putClock(db: Kysely<Tables>, { first, ahead }: TrafficClock): Promise<void> {
  await db
    .insertInto('traffic_clock')
    .values({ id: 1, first_at: first, ahead })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ahead }))
    .execute();
}

export async function readTraffic(db: Kysely<Tables>): Promise<TrafficSoFar> {
  const clock = await db.selectFrom('traffic_clock').selectAll().executeTakeFirst();
  if (!clock) return noTraffic;
  const hours = await db.selectFrom('traffic_hours').selectAll().orderBy('hour').execute();
  return {
    clock: { first: clock.first_at, ahead: clock.ahead },
    minutes: await readMinutes(db, 0),
    hours: hours.map((row) => ({ at: row.hour, messages: row.messages })),
  };
}

/** What went out, by whatever sender, in the minutes from `since` on; in traffic's time. */
export async function readMinutes(db: Kysely<Tables>, since: number): Promise<TrafficCount[]> {
  const rows = await db
    .selectFrom('traffic')
    .selectAll()
    .where('minute', '>=', since)
    .orderBy('minute')
    .execute();
  return rows.map((row) => ({ at: row.minute, provider: row.provider, messages: row.messages }));
}

/**
 * Keeps the record small: minutes that no limit asks for any more become hours. Belongs into a transaction; counts
 * back from the newest minute there is, whatever the clock says.
 */
export async function foldTraffic(db: Kysely<Tables>): Promise<void> {
  const newest = await db
    .selectFrom('traffic')
    .select('minute')
    .orderBy('minute', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!newest) return;
  const before = Math.floor((newest.minute - minutesKept) / hour) * hour;
  const hours = await hoursBefore(db, before);
  for (const chunk of inChunks([...hours].map(([at, messages]) => ({ hour: at, messages })))) {
    await db
      .insertInto('traffic_hours')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.column('hour').doUpdateSet((row) => ({
          messages: row('traffic_hours.messages', '+', row.ref('excluded.messages')),
        })),
      )
      .execute();
  }
  await db.deleteFrom('traffic').where('minute', '<', before).execute();
  await db
    .deleteFrom('traffic_hours')
    .where('hour', '<', newest.minute - hoursKept)
    .execute();
}

async function hoursBefore(db: Kysely<Tables>, before: number): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('traffic')
    .select((row) => ['minute', row.fn.sum<number>('messages').as('messages')])
    .where('minute', '<', before)
    .groupBy('minute')
    .execute();
  const hours = new Map<number, number>();
  for (const row of rows) {
    const at = Math.floor(row.minute / hour) * hour;
    hours.set(at, (hours.get(at) ?? 0) + Number(row.messages));
  }
  return hours;
}
