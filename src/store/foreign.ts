import type { Kysely } from 'kysely';
import { anyNumber, insertMany } from './many.ts';
import { repeated } from './repeated.ts';
import type { Tables } from './tables.ts';

// Two stores number people and lists each in its own way: what a number of the other one means here.

/** A subscriber here, by the number that another store has for them. */
export interface ForeignReader {
  readonly number: number;
  readonly subscriberId: number;
}

export async function putForeignReaders(
  db: Kysely<Tables>,
  peer: string,
  readers: readonly ForeignReader[],
): Promise<void> {
  const rows = readers.map(({ number, subscriberId }) => ({ peer, number, subscriber_id: subscriberId }));
  await insertMany(db, 'foreign_readers', rows, (insert) =>
    insert.onConflict((conflict) =>
      conflict
        .columns(['peer', 'number'])
        .doUpdateSet((row) => ({ subscriber_id: row.ref('excluded.subscriber_id') })),
    ),
  );
}

export async function findForeignReader(
  db: Kysely<Tables>,
  peer: string,
  number: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('foreign_readers')
    .select('subscriber_id')
    .where('peer', '=', peer)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.subscriber_id;
}

/** By what numbers another store knows subscribers of ours, by our own; those alone that it knows. */
export async function foreignNumbers(
  db: Kysely<Tables>,
  peer: string,
  subscriberIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('foreign_readers')
    .select(['number', 'subscriber_id'])
    .where('peer', '=', peer)
    .where('subscriber_id', 'in', anyNumber(db, subscriberIds))
    .execute();
  return new Map(rows.map((row) => [row.subscriber_id, row.number]));
}

export async function putForeignList(
  db: Kysely<Tables>,
  peer: string,
  number: number,
  listId: number,
): Promise<void> {
  await db
    .insertInto('foreign_lists')
    .values({ peer, number, list_id: listId })
    .onConflict((conflict) => conflict.columns(['peer', 'number']).doUpdateSet({ list_id: listId }))
    .execute();
}

/** Notes that the numbers in the links of a mailing are those of another store. */
export async function putForeignMailing(db: Kysely<Tables>, peer: string, mailing: string): Promise<void> {
  await db
    .insertInto('foreign_mailings')
    .values({ mailing_id: mailing, peer })
    .onConflict((conflict) => conflict.column('mailing_id').doUpdateSet({ peer }))
    .execute();
}

/** Of what a link says: who it is here, and which list. */
export interface Numbers {
  readonly listId: number;
  readonly subscriberId: number;
}

const nobody = 0;

/** What the numbers in a link of a mailing mean here; those of our own mailings are ours. */
export async function numbersHere(
  db: Kysely<Tables>,
  mailing: string,
  { listId, subscriberId }: Numbers,
): Promise<Numbers> {
  const [row] = await foreignNumbersOf(db, { mailing, listId, subscriberId });
  if (!row) return { listId, subscriberId };
  return { listId: row.list_id ?? nobody, subscriberId: row.subscriber_id ?? nobody };
}

interface Meant {
  readonly subscriber_id: number | null;
  readonly list_id: number | null;
}

const foreignNumbersOf = repeated<Numbers & { readonly mailing: string }, Meant>(
  (db, { mailing, listId, subscriberId }) =>
    db
      .selectFrom('foreign_mailings')
      .leftJoin('foreign_readers', (join) =>
        join
          .onRef('foreign_readers.peer', '=', 'foreign_mailings.peer')
          .on('foreign_readers.number', '=', subscriberId),
      )
      .leftJoin('foreign_lists', (join) =>
        join
          .onRef('foreign_lists.peer', '=', 'foreign_mailings.peer')
          .on('foreign_lists.number', '=', listId),
      )
      .select(['foreign_readers.subscriber_id', 'foreign_lists.list_id'])
      .where('foreign_mailings.mailing_id', '=', mailing),
);
