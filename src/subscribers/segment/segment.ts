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
  for (const test of testsOf(segment)) {
    yield test.kind === 'number' ? { of: 'field', name: test.field } : test.in;
  }
}

/** Every tag that a filter names. */
export function* tagsOf(segment: Segment): Generator<string> {
  for (const test of testsOf(segment)) {
    if (test.kind === 'text' && test.in.of === 'tag' && test.how === 'is') yield test.text;
  }
}

type Test = Exclude<Segment, { readonly kind: 'not' | 'all' | 'any' }>;

function* testsOf(segment: Segment): Generator<Test> {
  if (segment.kind === 'not') yield* testsOf(segment.of);
  else if (segment.kind === 'all' || segment.kind === 'any')
    for (const part of segment.of) yield* testsOf(part);
  else yield segment;
}
