/** What of a reader a filter looks at. */
export type Subject =
  | { readonly of: 'tag' | 'email' | 'joined' | 'consent' }
  | { readonly of: 'field'; readonly name: string };

/** Which readers of a list are meant. */
export type Segment =
  /** One of the texts there are is like this one. */
  | { readonly kind: 'text'; readonly in: Subject; readonly how: Likeness; readonly text: string }
  /** There is anything at all. */
  | { readonly kind: 'has'; readonly in: Subject }
  /** A number written in a field. */
  | { readonly kind: 'number'; readonly field: string; readonly than: Comparison; readonly number: number }
  /** A day within these, as milliseconds since 1970: `from` is the first, `until` the first that is not. */
  | { readonly kind: 'during'; readonly in: Subject; readonly from: number; readonly until: number }
  | { readonly kind: 'not'; readonly of: Segment }
  | { readonly kind: 'all'; readonly of: readonly Segment[] }
  | { readonly kind: 'any'; readonly of: readonly Segment[] };

export type Likeness = 'is' | 'contains' | 'starts with' | 'ends with';
export type Comparison = '<' | '<=' | '>' | '>=';

/** Every subject that a filter looks at. */
export function* subjectsOf(segment: Segment): Generator<Subject> {
  switch (segment.kind) {
    case 'text':
    case 'has':
    case 'during':
      yield segment.in;
      return;
    case 'number':
      yield { of: 'field', name: segment.field };
      return;
    case 'not':
      yield* subjectsOf(segment.of);
      return;
    default:
      for (const part of segment.of) yield* subjectsOf(part);
  }
}
