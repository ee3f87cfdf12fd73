import type { Kysely } from 'kysely';
import { type Standing, standingsOf } from '../store/changes.ts';
import { foreignNumbers } from '../store/foreign.ts';
import type { Tables } from '../store/tables.ts';
import type { Person } from './person.ts';

/** What another store is told of these people. */
export async function personsOf(
  db: Kysely<Tables>,
  peer: string,
  subscriberIds: readonly number[],
): Promise<Person[]> {
  const standings = await standingsOf(db, subscriberIds);
  const theirs = await foreignNumbers(db, peer, subscriberIds);
  return standings.map((standing) => personOf(standing, theirs.get(standing.subscriber.id)));
}

function personOf(
  { subscriber, subscriptions, suppression, returnedAt }: Standing,
  yours: number | undefined,
): Person {
  return {
    number: subscriber.id,
    ...(yours === undefined ? {} : { yours }),
    email: subscriber.email,
    fields: { ...subscriber.fields },
    tags: [...subscriber.tags],
    subscriptions: subscriptions.map(({ listId, subscriberId: _, updatedAt, consent, ...rest }) => ({
      ...rest,
      number: listId,
      consent: { ...consent },
      changedAt: updatedAt,
    })),
    ...(returnedAt === undefined ? {} : { returnedAt }),
    ...(suppression
      ? { suppression: { reason: suppression.reason, source: suppression.source, at: suppression.at } }
      : {}),
  };
}
