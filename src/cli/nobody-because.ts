import { nearest } from '../finding/nearest.ts';
import type { Store } from '../store/store.ts';
import { wordsOn } from '../subscribers/known-words.ts';
import { same } from '../subscribers/segment/matches.ts';
import { type Segment, subjectsOf, tagsOf } from '../subscribers/segment/segment.ts';

/** Why a filter means nobody, where that is a tag or a field that nobody has: a sentence for each of them. */
export async function nobodyBecause(store: Store, listId: number, segment: Segment): Promise<string[]> {
  const known = await wordsOn(store.db, listId);
  const fields = [...subjectsOf(segment)].flatMap((subject) =>
    subject.of === 'field' ? [subject.name] : [],
  );
  return [
    ...[...new Set(tagsOf(segment))]
      .filter((tag) => ![...known.tags].some((one) => same(one, tag)))
      .map((tag) => sentence(`the tag “${tag}”`, nearest(tag, known.tags))),
    ...[...new Set(fields)]
      .filter((field) => !known.fields.has(field))
      .map((field) => sentence(`the field “${field}”`, nearest(field, known.fields))),
  ];
}

function sentence(what: string, meant: string | undefined): string {
  return `nobody on the list has ${what}.${meant === undefined ? '' : ` Did you mean “${meant}”?`}`;
}
