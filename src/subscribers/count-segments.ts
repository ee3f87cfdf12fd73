import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { streamTraits, type Traits, type Wanted } from '../store/traits.ts';
import { type Described, matches } from './segment/matches.ts';
import { type Segment, subjectsOf } from './segment/segment.ts';

/** How many readers of a list get mail, and how many of them are in each of some segments, by its name. */
export interface SegmentCounts {
  readonly readers: number;
  readonly segments: ReadonlyMap<string, number>;
}

/**
 * Counts readers as a mailing decides on each, but those as one who are alike in all that a filter looks at: filters
 * know of time only days. The list is read once for all filters that look at the same things.
 */
export async function countSegments(
  db: Kysely<Tables>,
  listId: number,
  segments: ReadonlyMap<string, Segment>,
): Promise<SegmentCounts> {
  const counts = new Map([...segments.keys()].map((name) => [name, 0]));
  let readers = 0;
  for (const { wanted, together } of readings(segments)) {
    readers = 0;
    for await (const traits of streamTraits(db, listId, wanted)) {
      const reader = readerOf(traits, wanted.fields);
      readers += traits.readers;
      for (const [name, segment] of together) {
        if (matches(segment, reader)) counts.set(name, (counts.get(name) ?? 0) + traits.readers);
      }
    }
  }
  return { readers, segments: counts };
}

/** Segments that look at the same things. */
interface Reading {
  readonly wanted: Wanted;
  readonly together: (readonly [name: string, segment: Segment])[];
}

/** At least one, which counts everybody. */
function readings(segments: ReadonlyMap<string, Segment>): Iterable<Reading> {
  const all = new Map<string, Reading>();
  for (const one of segments) {
    const wanted = wantedBy(one[1]);
    const key = JSON.stringify(wanted);
    const reading = all.get(key) ?? { wanted, together: [] };
    reading.together.push(one);
    all.set(key, reading);
  }
  return all.size > 0 ? all.values() : [{ wanted: wantedBy({ kind: 'all', of: [] }), together: [] }];
}

function wantedBy(segment: Segment): Wanted {
  const [seen, fields] = [new Set<string>(), new Set<string>()];
  for (const subject of subjectsOf(segment)) {
    seen.add(subject.of);
    if (subject.of === 'field') fields.add(subject.name);
  }
  return {
    email: seen.has('email'),
    tags: seen.has('tag'),
    fields: [...fields].sort(),
    joined: seen.has('joined'),
    consent: seen.has('consent'),
  };
}

function readerOf({ email, tags, values, joinedOn, consentOn }: Traits, names: readonly string[]): Described {
  const fields: Record<string, string> = {};
  for (const [i, name] of names.entries()) {
    const value = values[i];
    if (value) fields[name] = JSON.parse(value) as string;
  }
  return {
    fields,
    tags: tags === null ? [] : (JSON.parse(tags) as string[]),
    ...(email === null ? {} : { email }),
    ...(joinedOn === null ? {} : { joinedAt: joinedOn }),
    consentAt: consentOn,
  };
}
