import type { Kysely } from 'kysely';
import { addressKey, type EmailAddress } from '../address/email-address.ts';
import { audiencePages } from '../store/audience.ts';
import { recordEvents } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import { findSubscribers, type Subscriber, updateSubscribers } from '../store/subscribers.ts';
import type { Tables } from '../store/tables.ts';
import { describedOf } from './described.ts';
import { matches, same } from './segment/matches.ts';
import type { Segment } from './segment/segment.ts';

/** What is done to people’s tags. Letters count the same in upper and lower case. */
export interface Tagging {
  readonly tag: string;
  readonly way: 'put' | 'take away';
  readonly now: number;
  /** Finds out what would change, and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

export interface Tagged {
  /** How many people have the tag now who had not, or the other way round. */
  readonly changed: number;
  readonly unchanged: number;
  /** Nobody has these addresses. */
  readonly unknown: readonly EmailAddress[];
}

/** How many people are looked up and written in one transaction. */
const together = 1_000;

/** Tags the people of these addresses, whatever list they are on. */
export async function tagPeople(
  store: Store,
  emails: readonly EmailAddress[],
  tagging: Tagging,
): Promise<Tagged> {
  const all = [...new Map(emails.map((email) => [addressKey(email), email]))];
  const unknown: EmailAddress[] = [];
  let [changed, seen] = [0, 0];
  for (let from = 0; from < all.length; from += together) {
    const some = all.slice(from, from + together);
    const found = await within(store, tagging, async (db) => {
      const known = await findSubscribers(
        db,
        some.map(([key]) => key),
      );
      changed += await apply(db, [...known.values()], tagging);
      return known;
    });
    seen += found.size;
    unknown.push(...some.filter(([key]) => !found.has(key)).map(([, email]) => email));
  }
  return { changed, unchanged: seen - changed, unknown };
}

/** Tags the readers of a list who get mail and are in a segment. */
export async function tagSegment(
  store: Store,
  listId: number,
  segment: Segment,
  tagging: Tagging,
): Promise<Tagged> {
  let [changed, seen] = [0, 0];
  for await (const members of audiencePages(store.db, listId)) {
    const meant = members.filter(
      (member) => member.suppression === null && matches(segment, describedOf(member)),
    );
    if (meant.length === 0) continue;
    seen += meant.length;
    changed += await within(store, tagging, async (db) => {
      const keys = meant.map(({ subscriber }) => subscriber.emailKey);
      // Somebody may have been changed or erased since they were read.
      return await apply(db, [...(await findSubscribers(db, keys)).values()], tagging);
    });
  }
  return { changed, unchanged: seen - changed, unknown: [] };
}

function within<T>(store: Store, { dryRun }: Tagging, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return dryRun ? work(store.db) : store.transaction(work);
}

/** @returns how many people it changes */
async function apply(
  db: Kysely<Tables>,
  people: readonly Subscriber[],
  { tag, way, now, dryRun }: Tagging,
): Promise<number> {
  const changes = people.flatMap(({ id, fields, tags }) => {
    const others = tags.filter((one) => !same(one, tag));
    const has = others.length < tags.length;
    if (has === (way === 'put')) return [];
    return [{ id, fields, tags: way === 'put' ? [...tags, tag] : others }];
  });
  if (dryRun) return changes.length;
  await updateSubscribers(db, changes, now);
  const kind = way === 'put' ? 'tagged' : 'untagged';
  const events = changes.map(({ id }) => ({
    at: now,
    kind,
    mailingId: null,
    subscriberId: id,
    detail: { tag },
  }));
  await recordEvents(db, events);
  return changes.length;
}
