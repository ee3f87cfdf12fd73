import { type Kysely, sql } from 'kysely';
import type { DeliveryState } from './delivery.ts';
import type { Tables } from './tables.ts';

/** The same words, told of so many deliveries in a state. */
export interface CountedWords {
  readonly state: DeliveryState;
  /** A server’s reply or our own reason, with `…` for the reader’s address; empty when there is neither. */
  readonly words: string;
  readonly deliveries: number;
}

const page = 500;

/**
 * What is told of the deliveries in these states, the most frequent words first. The rows are grouped where they
 * lie; nothing else can be asked of the store before the last one is read.
 */
export async function* streamWords(
  db: Kysely<Tables>,
  mailing: string,
  states: readonly DeliveryState[],
): AsyncGenerator<CountedWords> {
  const rows = db
    .selectFrom('deliveries')
    .where('mailing_id', '=', mailing)
    .where('state', 'in', states)
    .select((eb) => [
      'state',
      sql<string>`replace(coalesce(reason, reply, ''), email, '…')`.as('words'),
      eb.fn.countAll<number | bigint | string>().as('deliveries'),
    ])
    .groupBy(['state', 'words'])
    .orderBy('deliveries', 'desc')
    .stream(page);
  for await (const row of rows) yield { ...row, deliveries: Number(row.deliveries) };
}
