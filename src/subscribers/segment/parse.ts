import { Cursor } from './cursor.ts';
import { readTest } from './read-test.ts';
import type { Segment } from './segment.ts';
import { SegmentFault } from './tokens.ts';

/** A segment, or what is wrong at which column, from 1, and the word that was perhaps meant there. */
export type ParsedSegment =
  | { readonly ok: true; readonly segment: Segment }
  | { readonly ok: false; readonly fault: string; readonly at: number; readonly meant?: string };

/**
 * Reads a filter: `tag:press`, `city in (Bern, Basel)`, `joined in last 90 days`, `first_name` (has a value), joined
 * by `and` or a comma, `or`, `not` and round brackets. `not` binds closest, then `and`, then `or`. All of it is in
 * docs/segments.md.
 * @param now what `last` and `next` count from, in milliseconds since 1970
 */
export function parseSegment(text: string, now: number): ParsedSegment {
  try {
    return { ok: true, segment: new Parser(text, now).whole() };
  } catch (error) {
    if (!(error instanceof SegmentFault)) throw error;
    const { message: fault, at, meant } = error;
    return { ok: false, fault, at, ...(meant === undefined ? {} : { meant }) };
  }
}

/** How deep brackets and `not` may go. */
const deepest = 100;

class Parser {
  readonly #cursor: Cursor;
  readonly #now: number;
  #depth = 0;

  constructor(text: string, now: number) {
    this.#cursor = new Cursor(text);
    this.#now = now;
  }

  whole(): Segment {
    const cursor = this.#cursor;
    if (cursor.next.kind === 'end') cursor.fail('is empty; write for example tag:press');
    const segment = this.#any();
    if (cursor.next.kind === 'end') return segment;
    if (cursor.isSign(')')) return cursor.fail('has a closing bracket that nothing opened');
    return cursor.fail(
      `has “${cursor.next.text}” where “and” or “or” should be; a value of several words goes in quotation marks`,
      cursor.nearest(['and', 'or']),
    );
  }

  #any(): Segment {
    const parts = [this.#all()];
    while (this.#cursor.takeWord('or')) parts.push(this.#all());
    return parts.length === 1 ? (parts[0] as Segment) : { kind: 'any', of: parts };
  }

  #all(): Segment {
    const parts = [this.#not()];
    while (this.#cursor.takeWord('and') || this.#cursor.takeSign(',')) parts.push(this.#not());
    return parts.length === 1 ? (parts[0] as Segment) : { kind: 'all', of: parts };
  }

  #not(): Segment {
    this.#depth += 1;
    if (this.#depth > deepest) this.#cursor.fail('is nested too deeply');
    const segment: Segment = this.#cursor.takeWord('not') ? { kind: 'not', of: this.#not() } : this.#single();
    this.#depth -= 1;
    return segment;
  }

  #single(): Segment {
    if (!this.#cursor.takeSign('(')) return readTest(this.#cursor, this.#now);
    const segment = this.#any();
    if (!this.#cursor.takeSign(')')) this.#cursor.fail('has a bracket that is not closed');
    return segment;
  }
}
