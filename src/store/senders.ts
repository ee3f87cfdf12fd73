import type { Kysely } from 'kysely';
import type { SenderTable, Tables } from './tables.ts';

/** A process that sends: enough to tell, on the same machine, whether it is still there. */
export interface SenderIdentity {
  readonly id: string;
  readonly machine: string;
  readonly boot: string;
  readonly pid: number;
  /** When the process started, in whatever unit the machine tells it: a pid can be used again. */
  readonly started: string;
}

export interface Sender extends SenderIdentity {
  readonly heartbeatAt: number;
}

export async function registerSender(
  db: Kysely<Tables>,
  mailing: string,
  sender: SenderIdentity,
  now: number,
): Promise<void> {
  await db
    .insertInto('senders')
    .values({
      id: sender.id,
      mailing_id: mailing,
      machine_id: sender.machine,
      boot_id: sender.boot,
      pid: sender.pid,
      process_started: sender.started,
      heartbeat_at: now,
    })
    .execute();
}

/** False when somebody has declared this sender dead: its claims are gone. */
export async function beat(db: Kysely<Tables>, sender: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('senders')
    .set({ heartbeat_at: now })
    .where('id', '=', sender)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** False when it was not registered any more. */
export async function removeSender(db: Kysely<Tables>, sender: string): Promise<boolean> {
  const result = await db.deleteFrom('senders').where('id', '=', sender).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Those of a mailing. */
export async function findSenders(db: Kysely<Tables>, mailing: string): Promise<Sender[]> {
  const rows = await db.selectFrom('senders').selectAll().where('mailing_id', '=', mailing).execute();
  return rows.map(senderOf);
}

/** Those who hold deliveries of whatever mailing goes to its readers: the others only wait, or practise. */
export async function findBusySenders(db: Kysely<Tables>): Promise<Sender[]> {
  const rows = await db
    .selectFrom('senders')
    .selectAll()
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('deliveries')
          .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
          .select('deliveries.sender_id')
          .where('mailings.practice', '=', 0)
          .whereRef('deliveries.mailing_id', '=', 'senders.mailing_id')
          .whereRef('deliveries.sender_id', '=', 'senders.id'),
      ),
    )
    .execute();
  return rows.map(senderOf);
}

function senderOf(row: SenderTable): Sender {
  return {
    id: row.id,
    machine: row.machine_id,
    boot: row.boot_id,
    pid: row.pid,
    started: row.process_started,
    heartbeatAt: row.heartbeat_at,
  };
}
