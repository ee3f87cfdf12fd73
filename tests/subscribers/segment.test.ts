import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Described, matches, parseSegment, type Segment } from '../../src/subscribers/segment.ts';

const anna: Described = {
  tags: ['Press', 'New York'],
  fields: { city: 'Bern', first_name: 'Zoë', plan: 'and' },
};

function isMeant(text: string, reader: Described = anna): boolean {
  const parsed = parseSegment(text);
  if (!parsed.ok) throw new Error(`${parsed.at}: ${parsed.fault}`);
  return matches(parsed.segment, reader);
}

describe('a segment', () => {
  it.each([
    ['tag:press', true],
    ['tag:friends', false],
    ['tag : "new york"', true],
    ["tag:'New York'", true],
    ['tag:“New York”', true],
    ['city = Bern', true],
    ['city=bern', true],
    ['city = Basel', false],
    ['city != "New York"', true],
    ['country != CH', true],
    ['country = ""', true],
    ['first_name', true],
    ['last_name', false],
    ['first_name = ZOË', true],
    ['not last_name', true],
    ['not not first_name', true],
    ['tag:press and city = Bern', true],
    ['tag:press, city = Basel', false],
    ['tag:friends or city = Bern', true],
    ['tag:press or tag:friends and city = Basel', true],
    ['(tag:press or tag:friends) and city = Basel', false],
    ['not (tag:press or tag:friends)', false],
    ['not tag:press or city = Bern', true],
    ['TAG:press AND NOT city = Basel', true],
    ['plan = "and"', true],
    ['constructor', false],
    ['tag', false],
    ["city != O'Brien", true],
  ])('%s is %s of a reader in Bern with the tag press', (text, expected) => {
    expect(isMeant(text)).toBe(expected);
  });

  it.each([
    ['', 1, 'is empty; write for example tag:press'],
    ['  ', 3, 'is empty; write for example tag:press'],
    ['tag:', 5, 'tag: needs the name of a tag'],
    ['tag:press and', 14, 'needs tag:name, a field, or a field = value here'],
    ['city =', 7, '= needs a value'],
    ['city = and', 8, '= needs a value'],
    [
      'city = New York',
      12,
      'has “York” where “and” or “or” should be; a value of several words goes in quotation marks',
    ],
    ['City = Bern', 1, 'has “City” where the name of a field should be, such as first_name'],
    ['(tag:press', 11, 'has a bracket that is not closed'],
    ['tag:press)', 10, 'has a closing bracket that nothing opened'],
    ['city = "Bern', 8, 'has a quotation mark that is not closed'],
    ['city ! Bern', 6, 'has “!”, which means nothing here'],
    ['or tag:press', 1, 'needs tag:name, a field, or a field = value here'],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, 101, 'is nested too deeply'],
  ])('%s has a fault at column %i', (text, at, fault) => {
    expect(parseSegment(text)).toEqual({ ok: false, fault, at });
  });

  it('reads back what is written out in full, and means the same', () => {
    fc.assert(
      fc.property(segments, readers, (segment, reader) => {
        expect(isMeant(written(segment), reader)).toBe(isTrue(segment, reader));
      }),
      { numRuns: 500 },
    );
  });

  it('is read or refused at a column of the text, whatever the text', () => {
    const piece = fc.constantFrom(
      'tag',
      ':',
      'a',
      '=',
      '!=',
      '!',
      '(',
      ')',
      ',',
      'and',
      'or',
      'not',
      '"',
      '“',
      "'",
      ' ',
      'é',
      '\\',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (text) => {
          const parsed = parseSegment(text);
          if (parsed.ok) return;
          expect(parsed.at).toBeGreaterThanOrEqual(1);
          expect(parsed.at).toBeLessThanOrEqual(text.length + 1);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

const word = fc.constantFrom('bern', 'Basel', 'New York', 'a "b"', 'and', 'é');
const field = fc.constantFrom('city', 'plan', 'not_here');
const readers: fc.Arbitrary<Described> = fc.record({
  tags: fc.array(word, { maxLength: 3 }),
  fields: fc.dictionary(field, word, { noNullPrototype: true }),
});

const { segments } = fc.letrec<{ segments: Segment }>((tie) => ({
  segments: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constant('tag' as const), tag: word }),
    fc.record({ kind: fc.constant('is' as const), field, value: word }),
    fc.record({ kind: fc.constant('has' as const), field }),
    fc.record({ kind: fc.constant('not' as const), of: tie('segments') }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('segments'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

function written(segment: Segment): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  switch (segment.kind) {
    case 'tag':
      return `tag:${quoted(segment.tag)}`;
    case 'is':
      return `${segment.field} = ${quoted(segment.value)}`;
    case 'has':
      return segment.field;
    case 'not':
      return `not (${written(segment.of)})`;
    default:
      return `(${segment.of.map(written).join(segment.kind === 'all' ? ' and ' : ' or ')})`;
  }
}

/** What a segment means, said once more in another way. */
function isTrue(segment: Segment, reader: Described): boolean {
  const lower = (text: string) => text.toLocaleLowerCase('en');
  if (segment.kind === 'tag') return reader.tags.map(lower).includes(lower(segment.tag));
  if (segment.kind === 'is') return lower(reader.fields[segment.field] ?? '') === lower(segment.value);
  if (segment.kind === 'has') return Boolean(reader.fields[segment.field]);
  if (segment.kind === 'not') return !isTrue(segment.of, reader);
  const truths = segment.of.map((part) => isTrue(part, reader));
  return segment.kind === 'all' ? !truths.includes(false) : truths.includes(true);
}
