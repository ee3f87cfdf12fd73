import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import { parseSegment } from '../subscribers/segment/parse.ts';
import type { Segment } from '../subscribers/segment/segment.ts';
import type { Settings } from './settings.ts';

/**
 * The filter that a name of the settings or an expression stands for.
 * @param now what `in last 90 days` counts from, in milliseconds since 1970
 * @throws {Failure} `segment/syntax`, `segment/unknown`
 */
export function segmentOf(settings: Settings, wanted: string, now = Date.now()): Segment {
  const named = Object.hasOwn(settings.segments, wanted) ? settings.segments[wanted] : undefined;
  const text = named ?? wanted;
  if (named === undefined) requireKnownWord(settings, wanted);
  const parsed = parseSegment(text, now);
  if (parsed.ok) return parsed.segment;
  const { fault, at, meant } = parsed;
  const where = named === undefined ? '' : ` (segment “${wanted}” in newsletter.yaml)`;
  const looked = `Look at column ${at}${meant === undefined ? '' : `: did you mean “${meant}”?`}`;
  throw new Failure('usage', 'segment/syntax', `The filter ${text}${where} cannot be read: it ${fault}`, {
    advice: `${looked}${meant === undefined ? '.' : ''} A filter looks like tag:press and city = "New York".`,
    undone: 'Nothing was done.',
  });
}

/** A lone word is the name of a segment or of a field; anything else would quietly mean nobody. */
function requireKnownWord(settings: Settings, wanted: string): void {
  const known = [...Object.keys(settings.segments), ...Object.keys(settings.fields), ...ownSubjects];
  if (!/^[\w-]+$/.test(wanted) || known.includes(wanted)) return;
  const meant = nearest(wanted, known);
  throw new Failure('usage', 'segment/unknown', `There is no segment “${wanted}”`, {
    advice: meant
      ? `Did you mean ${meant}?`
      : `Name it under “segments” in newsletter.yaml, or write a filter such as tag:${wanted}.`,
    undone: 'Nothing was done.',
  });
}

/** What every reader has, besides fields. */
const ownSubjects = ['tag', 'tags', 'email', 'joined', 'consent'];

/** Every segment the settings name. */
export function namedSegments(settings: Settings, now = Date.now()): ReadonlyMap<string, Segment> {
  return new Map(Object.keys(settings.segments).map((name) => [name, segmentOf(settings, name, now)]));
}
