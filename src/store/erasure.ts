import { type Kysely, sql } from 'kysely';
import type { DeliveryState } from './delivery.ts';
import { anyText } from './many.ts';
import type { Suppression } from './suppressions.ts';
import type { Tables } from './tables.ts';
import { findTestsTo, forgetTester } from './tests.ts';

// Whoever is erased leaves one row among the suppressions, with a keyed hash where the address of others stands.

/** The hashes kept of people who were erased begin with one of these marks, one for each secret they were made with. */
export async function findErasureMarks(db: Kysely<Tables>, length: number): Promise<readonly string[]> {
  const rows = await erasures(db)
    .select(sql<string>`substr(email_key, 1, ${length})`.as('mark'))
    .distinct()
    .execute();
  return rows.map(({ mark }) => mark);
}

/** The erasures there are among these hashes, by hash. */
export async function findErasures(
  db: Kysely<Tables>,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, Suppression>> {
  const rows = await erasures(db).selectAll().where('email_key', 'in', anyText(db, hashes)).execute();
  return new Map(rows.map((row) => [row.email_key, row]));
}

/** All that is kept of people who were erased, the oldest first. */
export async function listErasures(
  db: Kysely<Tables>,
): Promise<readonly { readonly hash: string; readonly at: number }[]> {
  const rows = await erasures(db).select(['email_key as hash', 'at']).orderBy('at').execute();
  return rows;
}

/** @returns how many there were with this mark */
export async function dropErasures(db: Kysely<Tables>, mark: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('suppressions')
    .where('reason', '=', sql.lit('erased'))
    .where(sql`substr(email_key, 1, ${mark.length})`, '=', mark)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** A constant: only then is the index on them of any use. */
function erasures(db: Kysely<Tables>) {
  return db.selectFrom('suppressions').where('reason', '=', sql.lit('erased'));
}

/** What is known of somebody, in numbers. */
export interface Traces {
  readonly subscriptions: number;
  readonly events: number;
  readonly deliveries: number;
}

/** The person behind a row of `subscribers`. */
export interface Erasable {
  readonly id: number;
  readonly email: string;
  readonly emailKey: string;
}

/**
 * Takes somebody out: their row, fields, subscriptions and events go; of their deliveries the line stays, for the
 * counts of each mailing, with nothing in it that says whose it was. Who is still to be written to is skipped.
 * @param hash what stays among the suppressions
 */
export async function eraseSubscriber(
  db: Kysely<Tables>,
  person: Erasable,
  { hash, source, now }: { readonly hash: string; readonly source: string; readonly now: number },
): Promise<Traces> {
  const deliveries = await blankDeliveries(db, person, now);
  const events = await db.deleteFrom('events').where('subscriber_id', '=', person.id).executeTakeFirst();
  const subscriptions = await db
    .deleteFrom('subscriptions')
    .where('subscriber_id', '=', person.id)
    .executeTakeFirst();
  // Of those who joined them by changing to their address, which they may have changed themselves since.
  await db.deleteFrom('address_changes').where('joined_id', '=', person.id).execute();
  await db.deleteFrom('subscribers').where('id', '=', person.id).execute();
  await forgetAddress(db, person);
  await keepOut(db, hash, { source, now });
  return {
    deliveries,
    events: Number(events.numDeletedRows),
    subscriptions: Number(subscriptions.numDeletedRows),
  };
}

/** Where an address may stand of somebody who is no subscriber. */
const byAddress = ['address_changes', 'joinings', 'notices', 'suppressions'] as const;

/**
 * Takes out what is kept of an address without a subscriber: wishes to join or to change to it, mail that waits,
 * tests, a suppression. @returns whether there was anything
 */
export async function forgetAddress(
  db: Kysely<Tables>,
  person: Pick<Erasable, 'email' | 'emailKey'>,
): Promise<boolean> {
  let found = await forgetTester(db, person);
  for (const table of byAddress) {
    const { numDeletedRows } = await db
      .deleteFrom(table)
      .where('email_key', '=', person.emailKey)
      .executeTakeFirstOrThrow();
    found = found || numDeletedRows > 0n;
  }
  return found;
}

/** Whether `forgetAddress` would find anything. */
export async function isAddressKept(
  db: Kysely<Tables>,
  person: Pick<Erasable, 'email' | 'emailKey'>,
): Promise<boolean> {
  if ((await findTestsTo(db, person)).length > 0) return true;
  for (const table of byAddress) {
    const row = await db
      .selectFrom(table)
      .select('email_key')
      .where('email_key', '=', person.emailKey)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
}

/** Keeps a hash among the suppressions, in place of all else. */
export async function keepOut(
  db: Kysely<Tables>,
  hash: string,
  { source, now }: { readonly source: string; readonly now: number },
): Promise<void> {
  await db
    .insertInto('suppressions')
    .values({ email_key: hash, reason: 'erased', source, at: now })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .execute();
}

/** Not on the wire yet. */
const waiting: readonly DeliveryState[] = ['planned', 'deferred', 'claimed'];

/** Asks each mailing by its own key. @returns how many lines there are */
async function blankDeliveries(db: Kysely<Tables>, person: Erasable, now: number): Promise<number> {
  const lines = await db
    .selectFrom('mailings')
    .innerJoin('deliveries', (join) =>
      join.onRef('deliveries.mailing_id', '=', 'mailings.id').on('deliveries.subscriber_id', '=', person.id),
    )
    .select(['mailing_id', 'deliveries.state', 'deliveries.email', 'deliveries.reply', 'deliveries.reason'])
    .execute();
  for (const { mailing_id, state, email, reply, reason } of lines) {
    const addresses = [person.email, person.emailKey, email];
    await db
      .updateTable('deliveries')
      .set({ email: '', email_key: '', fields: '{}', held: 0 })
      .set({ reply: withoutPerson(reply, addresses), reason: withoutPerson(reason, addresses) })
      // A sender that has claimed it already asks before it sends, and finds its claim gone.
      .$if(waiting.includes(state), (query) =>
        query.set({ state: 'skipped', reason: 'erased', sender_id: null, updated_at: now }),
      )
      .where('mailing_id', '=', mailing_id)
      .where('subscriber_id', '=', person.id)
      .execute();
  }
  return lines.length;
}

/** A server’s words as far as they name nobody: where the mailbox is in them, only their codes stay. */
function withoutPerson(words: string | null, addresses: readonly string[]): string | null {
  if (words === null) return null;
  const mailboxes = addresses.map((one) => one.slice(0, one.lastIndexOf('@')).toLowerCase());
  const plain = words.toLowerCase();
  if (!mailboxes.some((mailbox) => mailbox !== '' && plain.includes(mailbox))) return words;
  return /^\d{3}(?:[ -]\d\.\d+\.\d+)?/.exec(words)?.[0] ?? '';
}
