import type { Kysely, Selectable } from 'kysely';
import { insertMany } from './many.ts';
import type { MailingTable, Tables } from './tables.ts';

export type MailingState = MailingTable['state'];

/** A mailing without its content, which can be large. */
export interface Mailing {
  readonly id: string;
  readonly issue: string;
  readonly list: string;
  readonly listId: number;
  readonly segment: string | null;
  /** As asked for this mailing, such as `40/s, 14000/h`; null: as the settings say. */
  readonly rate: string | null;
  /** It only goes to the outbox on this machine: nobody has the issue by it. */
  readonly practice: boolean;
  readonly state: MailingState;
  readonly reason: string | null;
  readonly contentHash: string;
  readonly recipients: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

export interface NewMailing {
  readonly id: string;
  readonly issue: string;
  readonly listId: number;
  readonly segment: string | null;
  readonly rate: string | null;
  readonly practice: boolean;
  readonly contentHash: string;
  readonly createdAt: number;
}

/** A reader of a new mailing, in the order in which copies go out. */
export interface NewDelivery {
  readonly subscriberId: number;
  readonly email: string;
  readonly emailKey: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly variant: string;
}

/** The mailing as it is begun: nobody in it yet. Belongs into one transaction with its deliveries. */
export async function createMailing(db: Kysely<Tables>, mailing: NewMailing): Promise<void> {
  await db
    .insertInto('mailings')
    .values({
      id: mailing.id,
      issue: mailing.issue,
      list_id: mailing.listId,
      segment: mailing.segment,
      rate: mailing.rate,
      practice: mailing.practice ? 1 : 0,
      state: 'running',
      reason: null,
      content_hash: mailing.contentHash,
      content: '',
      recipients: 0,
      created_at: mailing.createdAt,
      ended_at: null,
    })
    .execute();
}

/** Adds readers behind those that are there; `first` is the place of the first of them, from 1. */
export async function addDeliveries(
  db: Kysely<Tables>,
  mailing: NewMailing,
  first: number,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  const rows = deliveries.map((delivery, i) => deliveryRow(mailing, first + i, delivery));
  await insertMany(db, 'deliveries', rows);
}

function deliveryRow(mailing: NewMailing, position: number, delivery: NewDelivery) {
  return {
    mailing_id: mailing.id,
    subscriber_id: delivery.subscriberId,
    position,
    email: delivery.email,
    email_key: delivery.emailKey,
    fields: JSON.stringify(delivery.fields),
    variant: delivery.variant,
    state: 'planned' as const,
    attempts: 0,
    held: 0,
    updated_at: mailing.createdAt,
  };
}

/** Ends the freeze: what every copy is made from, and how many there are. */
export async function completeMailing(
  db: Kysely<Tables>,
  id: string,
  content: string,
  recipients: number,
): Promise<void> {
  await db.updateTable('mailings').set({ content, recipients }).where('id', '=', id).execute();
}

export async function findMailing(db: Kysely<Tables>, id: string): Promise<Mailing | undefined> {
  const [row] = await mailingRows(db).where('mailings.id', '=', id).execute();
  return row && mailingOf(row);
}

/** The newest first. */
export async function findMailings(
  db: Kysely<Tables>,
  { issue, listId }: { readonly issue?: string; readonly listId?: number } = {},
): Promise<Mailing[]> {
  const rows = await mailingRows(db)
    .$if(issue !== undefined, (query) => query.where('mailings.issue', '=', issue as string))
    .$if(listId !== undefined, (query) => query.where('mailings.list_id', '=', listId as number))
    .orderBy('mailings.created_at', 'desc')
    .orderBy('mailings.id')
    .execute();
  return rows.map(mailingOf);
}

export async function contentOf(db: Kysely<Tables>, id: string): Promise<string> {
  const row = await db
    .selectFrom('mailings')
    .select('content')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.content;
}

function mailingRows(db: Kysely<Tables>) {
  return db
    .selectFrom('mailings')
    .innerJoin('lists', 'lists.id', 'mailings.list_id')
    .select([
      'mailings.id',
      'mailings.issue',
      'mailings.list_id',
      'lists.name as list',
      'mailings.segment',
      'mailings.rate',
      'mailings.practice',
      'mailings.state',
      'mailings.reason',
      'mailings.content_hash',
      'mailings.recipients',
      'mailings.created_at',
      'mailings.ended_at',
    ]);
}

function mailingOf(row: Omit<Selectable<MailingTable>, 'content'> & { list: string }): Mailing {
  return {
    id: row.id,
    issue: row.issue,
    list: row.list,
    listId: row.list_id,
    segment: row.segment,
    rate: row.rate,
    practice: row.practice === 1,
    state: row.state,
    reason: row.reason,
    contentHash: row.content_hash,
    recipients: row.recipients,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}

/** Moves a mailing to another state, only from one of `from`. False when it was in none of them. */
export async function moveMailing(
  db: Kysely<Tables>,
  id: string,
  from: readonly MailingState[],
  to: { readonly state: MailingState; readonly reason: string | null; readonly endedAt: number | null },
): Promise<boolean> {
  const result = await db
    .updateTable('mailings')
    .set({ state: to.state, reason: to.reason, ended_at: to.endedAt })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
