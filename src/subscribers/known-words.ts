import type { Kysely } from 'kysely';
import { streamMembers } from '../store/audience.ts';
import type { Tables } from '../store/tables.ts';

/** The tags that people of a list have, and the fields. */
export interface KnownWords {
  readonly tags: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

/** Reads everybody who is or was on the list. */
export async function wordsOn(db: Kysely<Tables>, listId: number): Promise<KnownWords> {
  const [tags, fields] = [new Set<string>(), new Set<string>()];
  for await (const { subscriber } of streamMembers(db, listId)) {
    for (const tag of subscriber.tags) tags.add(tag);
    for (const field of Object.keys(subscriber.fields)) fields.add(field);
  }
  return { tags, fields };
}
