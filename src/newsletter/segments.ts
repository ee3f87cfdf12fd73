import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import { parseSegment, type Segment } from '../subscribers/segment.ts';
import type { Settings } from './settings.ts';

/**
 * The filter that a name of the settings or an expression stands for.
 * @throws {Failure} `segment/syntax`
 */
export function segmentOf(settings: Settings, wanted: string): Segment {
  const named = Object.hasOwn(settings.segments, wanted) ? settings.segments[wanted] : undefined;
  const text = named ?? wanted;
  if (named === undefined) requireKnownWord(settings, wanted);
  const parsed = parseSegment(text);
  if (parsed.ok) return parsed.segment;
  const where = named === undefined ? '' : ` (segment “${wanted}” in newsletter.yaml)`;
  throw new Failure('usage', 'segment/syntax', `The filter ${text}${where} cannot be read: ${parsed.fault}`, {
    advice: `Look at column ${parsed.at}. A filter looks like tag:press and city = "New York".`,
    undone: 'Nothing was done.',
  });
}

/** A lone word is the name of a segment or of a field; anything else would quietly mean nobody. */
function requireKnownWord(settings: Settings, wanted: string): void {
  const known = [...Object.keys(settings.segments), ...Object.keys(settings.fields)];
  if (!/^[\w-]+$/.test(wanted) || known.includes(wanted)) return;
  const meant = nearest(wanted, known);
  throw new Failure('usage', 'segment/unknown', `There is no segment “${wanted}”`, {
    advice: meant
      ? `Did you mean ${meant}?`
      : `Name it under “segments” in newsletter.yaml, or write a filter such as tag:${wanted}.`,
    undone: 'Nothing was sent.',
  });
}

/** Every segment the settings name. */
export function namedSegments(settings: Settings): ReadonlyMap<string, Segment> {
  return new Map(Object.keys(settings.segments).map((name) => [name, segmentOf(settings, name)]));
}
