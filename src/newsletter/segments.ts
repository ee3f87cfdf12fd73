import { Failure } from '../finding/failure.ts';
import { parseSegment, type Segment } from '../subscribers/segment.ts';
import type { Settings } from './settings.ts';

/**
 * The filter that a name of the settings or an expression stands for.
 * @throws {Failure} `segment/syntax`
 */
export function segmentOf(settings: Settings, wanted: string): Segment {
  const named = Object.hasOwn(settings.segments, wanted) ? settings.segments[wanted] : undefined;
  const text = named ?? wanted;
  const parsed = parseSegment(text);
  if (parsed.ok) return parsed.segment;
  const where = named === undefined ? '' : ` (segment “${wanted}” in newsletter.yaml)`;
  throw new Failure('usage', 'segment/syntax', `The filter ${text}${where} cannot be read: ${parsed.fault}`, {
    advice: `Look at column ${parsed.at}. A filter looks like tag:press and city = "New York".`,
    undone: 'Nothing was done.',
  });
}

/** Every segment the settings name. */
export function namedSegments(settings: Settings): ReadonlyMap<string, Segment> {
  return new Map(Object.keys(settings.segments).map((name) => [name, segmentOf(settings, name)]));
}
