import type { Kysely } from 'kysely';
import { audiencePages } from '../store/audience.ts';
import type { Tables } from '../store/tables.ts';
import { streamTraits } from '../store/traits.ts';

const nothing = { email: false, tags: false, fields: [], joined: false, consent: false };

/** The tags that readers of a list have. */
export async function tagsOn(db: Kysely<Tables>, listId: number): Promise<ReadonlySet<string>> {
  const tags = new Set<string>();
  for await (const group of streamTraits(db, listId, { ...nothing, tags: true })) {
    for (const tag of JSON.parse(group.tags ?? '[]') as string[]) tags.add(tag);
  }
  return tags;
}

/** The fields that the first readers of a list have: enough to see what a name was meant to be. */
export async function fieldsOn(db: Kysely<Tables>, listId: number): Promise<ReadonlySet<string>> {
  for await (const members of audiencePages(db, listId)) {
    return new Set(members.flatMap(({ subscriber }) => Object.keys(subscriber.fields)));
  }
  return new Set();
}
