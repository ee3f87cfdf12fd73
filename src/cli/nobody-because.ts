import type { Kysely } from 'kysely';
import { nearest } from '../finding/nearest.ts';
import type { Tables } from '../store/tables.ts';
import { countSegments } from '../subscribers/count-segments.ts';
import { fieldsOn, tagsOn } from '../subscribers/known-words.ts';
import { same } from '../subscribers/segment/matches.ts';
import { type Segment, subjectsOf, tagsOf } from '../subscribers/segment/segment.ts';

/** Why a filter means nobody, where that is a tag or a field that nobody has: a sentence for each of them. */
export async function nobodyBecause(
  db: Kysely<Tables>,
  listId: number,
  segment: Segment,
): Promise<readonly string[]> {
  return [...(await strangeTags(db, listId, segment)), ...(await strangeFields(db, listId, segment))];
}

async function strangeTags(db: Kysely<Tables>, listId: number, segment: Segment): Promise<string[]> {
  const named = [...new Set(tagsOf(segment))];
  if (named.length === 0) return [];
  const known = [...(await tagsOn(db, listId))];
  return named
    .filter((tag) => !known.some((one) => same(one, tag)))
    .map((tag) => sentence(`the tag “${tag}”`, nearest(tag, known)));
}

async function strangeFields(db: Kysely<Tables>, listId: number, segment: Segment): Promise<string[]> {
  const named = new Map<string, Segment>();
  for (const subject of subjectsOf(segment)) {
    if (subject.of === 'field') named.set(subject.name, { kind: 'has', in: subject });
  }
  const { segments: counts } = await countSegments(db, listId, named);
  const strange = [...counts].flatMap(([field, count]) => (count === 0 ? [field] : []));
  if (strange.length === 0) return [];
  const known = await fieldsOn(db, listId);
  return strange.map((field) => sentence(`the field “${field}”`, nearest(field, known)));
}

function sentence(what: string, meant: string | undefined): string {
  return `nobody on the list has ${what}.${meant === undefined ? '' : ` Did you mean “${meant}”?`}`;
}
