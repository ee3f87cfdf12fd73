import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Described, matches } from '../../src/subscribers/segment/matches.ts';
import { parseSegment } from '../../src/subscribers/segment/parse.ts';
import { type Segment, subjectsOf } from '../../src/subscribers/segment/segment.ts';

const anna: Described = {
  tags: ['Press', 'New York'],
  fields: {
    ...{ city: 'Bern', first_name: 'Zoë', plan: 'and', orders: '12', height: '1.75', joined: 'yes' },
    ...{ renewal: '2026-12-24', seen: '2026-05-31T23:59:59.999Z', born: '24.12.1990', note: '12 years' },
  },
  email: 'Zoe@Example.org',
  joinedAt: Date.parse('2026-03-01T00:00:00Z'),
  consentAt: null,
};
/** What `last` and `next` count from: Sunday, 31 May 2026, before noon. */
const now = Date.parse('2026-05-31T11:00:00Z');
const at = (text: string): Described => ({ ...anna, joinedAt: Date.parse(text) });

function isMeant(text: string, reader: Described = anna): boolean {
  const parsed = parseSegment(text, now);
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
    ['tag', true],
    ['field:tag', false],
    ['tag = press', true],
    ['tags in (friends, "new york")', true],
    ['tag not in (friends, family)', true],
    ['tag starts with new', true],
    ['tag contains ork', true],
    ['tag ends with ess and not tag ends with esso', true],
    ['city in (Basel, bern)', true],
    ['city in (Basel)', false],
    ['city not in (Basel, Bern)', false],
    ['city contains ER', true],
    ['city not contains er', false],
    ['first_name contains zoë', true],
    ['last_name contains a', false],
    ['last_name not contains a', true],
    ['email ends with @example.org', true],
    ['email = zoe@example.org', true],
    ['email contains example.com', false],
    ['orders > 11', true],
    ['orders >= 12', true],
    ['orders < 12', false],
    ['orders <= 12.0', true],
    ['orders > 9', true],
    ['height < 2', true],
    ['height > -1', true],
    ['note > 3', false],
    ['not note > 3', true],
    ['city < 3', false],
    ['last_name < 3', false],
    ['joined > 2026-02-28', true],
    ['joined > 2026-03-01', false],
    ['joined >= 2026-03-01', true],
    ['joined since 2026-03-01', true],
    ['joined = 2026-03-01', true],
    ['joined on 2026-03-01', true],
    ['joined != 2026-03-01', false],
    ['joined < 2026-03-01', false],
    ['joined <= 2026-03-01', true],
    ['joined before 2026-03-02', true],
    ['joined after 2026-03-01', false],
    ['joined in last 91 days', true],
    ['joined in last 90 days', false],
    ['joined in last 13 weeks', true],
    ['joined in last 12 weeks', false],
    ['joined in last 3 months', true],
    ['joined in last 2 months', false],
    ['joined in last 1 year', true],
    ['joined', true],
    ['field:joined = yes', true],
    ['consent', false],
    ['consent before 2030-01-01', false],
    ['not consent', true],
    ['renewal in next 7 months', true],
    ['renewal in next 6 months', false],
    ['renewal in last 12 months', false],
    ['renewal on 2026-12-24', true],
    ['renewal < 2026-12-25', true],
    ['seen on 2026-05-31', true],
    ['seen in last 0 days', true],
    ['born before 2000-01-01', false],
    ['last_name before 2000-01-01', false],
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
    ['(tag:press', 11, 'has a bracket that is not closed'],
    ['tag:press)', 10, 'has a closing bracket that nothing opened'],
    ['city = "Bern', 8, 'has a quotation mark that is not closed'],
    ['city ! Bern', 6, 'has “!”, which means nothing here'],
    ['city in Bern', 9, 'needs a list in brackets behind “in”, such as (Bern, Basel), or last 90 days'],
    ['city in ()', 10, 'needs a value in this list'],
    [
      'city in (New York)',
      14,
      'has a list that goes wrong here: commas part its values, quotation marks hold several words together',
    ],
    ['city starts', 12, 'needs “with” behind “starts”'],
    ['city contains', 14, 'contains needs a value'],
    ['city contains ""', 15, 'contains needs a value that is not empty'],
    ['orders >', 9, 'needs a day such as 2026-01-31 behind >'],
    ['orders > many', 10, 'needs a day such as 2026-01-31 behind >, not “many”'],
    ['joined > 5', 10, 'needs a day such as 2026-01-31 behind >, not “5”'],
    ['joined > 01/31/2026', 10, 'needs a day such as 2026-01-31 behind >, not “01/31/2026”'],
    ['joined = 2026-02-30', 10, 'has 2026-02-30, and there is no such day'],
    ['joined contains 2026', 8, 'has “contains” where a day is meant; write > 2026-01-31 or in last 90 days'],
    ['joined in (2026-01-01)', 11, 'needs last 90 days, or the like, behind “in”'],
    ['joined in last days', 16, 'needs a number up to 9999 behind “last”'],
    ['joined in last 1e9 days', 16, 'needs a number up to 9999 behind “last”'],
    ['tag > 5', 5, 'has “>” behind tag, which is neither a day nor a number; write = or contains'],
    [
      'email in last 3 days',
      10,
      'has “last” behind email, which is neither a day nor a number; write = or contains',
    ],
    ['field: = x', 8, 'needs the name of a field here'],
    ['or tag:press', 1, 'needs tag:name, a field, or a field = value here'],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, 101, 'is nested too deeply'],
  ])('%s has a fault at column %i', (text, at, fault) => {
    expect(parseSegment(text, now)).toEqual({ ok: false, fault, at });
  });

  it.each([
    ['City = Bern', 1, 'has “City” where the name of a field should be, such as first_name', 'city'],
    ['First-Name = Zoë', 1, expect.any(String), 'first_name'],
    ['city contians er', 6, expect.stringContaining('has “contians” where'), 'contains'],
    ['city befor 2026-01-01', 6, expect.any(String), 'before'],
    ['tag:press adn city', 11, expect.any(String), 'and'],
    ['joined in lsat 9 days', 11, expect.any(String), 'last'],
    ['joined in last 9 dyas', 18, 'needs days, weeks, months or years here', 'days'],
  ])('%s has a fault at column %i, and a word that is near', (text, at, fault, meant) => {
    expect(parseSegment(text, now)).toEqual({ ok: false, fault, at, meant });
  });

  it('counts whole days in UTC, today among them, and ends a month where the month ends', () => {
    const isIn = (span: string, text: string) => isMeant(`joined in ${span}`, at(text));
    expect(isIn('last 3 months', '2026-02-28T00:00:00Z')).toBe(true);
    expect(isIn('last 3 months', '2026-02-27T23:59:59.999Z')).toBe(false);
    expect(isIn('last 1 day', '2026-05-30T00:00:00Z')).toBe(true);
    expect(isIn('last 1 day', '2026-05-31T23:59:59.999Z')).toBe(true);
    expect(isIn('last 1 day', '2026-06-01T00:00:00Z')).toBe(false);
    expect(isIn('next 1 day', '2026-06-01T23:59:59.999Z')).toBe(true);
    expect(isIn('next 1 day', '2026-05-30T23:59:59.999Z')).toBe(false);
    expect(isIn('last 27 months', '2024-02-29T00:00:00Z')).toBe(true);
    expect(isIn('last 27 months', '2024-02-28T23:59:59.999Z')).toBe(false);
  });

  it('goes by the day they agreed, or otherwise the day they came; of nobody’s day nothing is true', () => {
    const known = { ...anna, consentAt: Date.parse('2020-01-01T00:00:00Z') };
    expect(isMeant('consent before 2021-01-01 and consent', known)).toBe(true);
    const nowhere: Described = { tags: [], fields: {} };
    expect(isMeant('joined > 1970-01-01 or joined <= 1970-01-01 or joined or email', nowhere)).toBe(false);
  });

  it('is written in the documentation as it is read', () => {
    const text = readFileSync('docs/segments.md', 'utf8');
    const [, settings = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    const named = Object.values((parse(settings) as { segments: Record<string, string> }).segments);
    const table = [...text.matchAll(/^\|[^|]*\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, filter = '']) => filter),
    );
    const whole = [...named, ...table].filter(
      (one) => /^[a-z_]+(?:$|[ :]\S)/.test(one) && !fragments.has(one),
    );
    expect(whole.length).toBeGreaterThan(20);
    for (const filter of whole) expect(parseSegment(filter, now), filter).toMatchObject({ ok: true });
  });

  it('tells everything it looks at', () => {
    const parsed = parseSegment('not (tag:a or city in (b, c)) and orders > 3 and joined', now);
    const seen = parsed.ok ? [...subjectsOf(parsed.segment)] : [];
    const named = seen.map((subject) => (subject.of === 'field' ? subject.name : subject.of));
    expect(named).toEqual(['tag', 'city', 'city', 'orders', 'joined']);
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
      '<',
      '>=',
      'in',
      'last',
      '3',
      'days',
      '2026-01-31',
      'joined',
      'contains',
      'starts',
      'with',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (text) => {
          const parsed = parseSegment(text, now);
          if (parsed.ok) return;
          expect(parsed.at).toBeGreaterThanOrEqual(1);
          expect(parsed.at).toBeLessThanOrEqual(text.length + 1);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** Of the table there: words that stand for the rest of the filter before them. */
const fragments = new Set([
  ...['starts with', 'ends with', 'not contains', 'weeks', 'months', 'years', 'before', 'since', 'on'],
]);

const word = fc.constantFrom('bern', 'Basel', 'New York', 'a "b"', 'and', 'é');
const field = fc.constantFrom('city', 'plan', 'not_here');
const readers: fc.Arbitrary<Described> = fc.record({
  tags: fc.array(word, { maxLength: 3 }),
  fields: fc.dictionary(field, word, { noNullPrototype: true }),
  email: fc.constantFrom('a@bern.example', 'b@example.org'),
  joinedAt: fc.integer({ min: 0, max: 4e12 }),
  consentAt: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: null }),
});

const texts = fc.oneof(
  fc.constantFrom({ of: 'tag' as const }, { of: 'email' as const }),
  field.map((name) => ({ of: 'field' as const, name })),
);
const { segments } = fc.letrec<{ segments: Segment }>((tie) => ({
  segments: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      kind: fc.constant('text' as const),
      in: texts,
      how: fc.constantFrom('is' as const, 'contains' as const, 'starts with' as const, 'ends with' as const),
      text: word,
    }),
    fc.record({ kind: fc.constant('has' as const), in: texts }),
    fc.record({ kind: fc.constant('not' as const), of: tie('segments') }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('segments'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** A filter of texts alone: days and numbers are tried one by one above. */
function written(segment: Segment): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  switch (segment.kind) {
    case 'text':
      return `${subject(segment.in)} ${segment.how === 'is' ? '=' : segment.how} ${quoted(segment.text)}`;
    case 'has':
      return subject(segment.in);
    case 'not':
      return `not (${written(segment.of)})`;
    case 'all':
    case 'any':
      return `(${segment.of.map(written).join(segment.kind === 'all' ? ' and ' : ' or ')})`;
    default:
      throw new Error(segment.kind);
  }
}

function subject(of: Extract<Segment, { kind: 'has' }>['in']): string {
  return of.of === 'field' ? of.name : of.of;
}

/** What a segment means, said once more in another way. */
function isTrue(segment: Segment, reader: Described): boolean {
  const lower = (text: string) => text.toLocaleLowerCase('en');
  if (segment.kind === 'not') return !isTrue(segment.of, reader);
  if (segment.kind === 'all' || segment.kind === 'any') {
    const truths = segment.of.map((part) => isTrue(part, reader));
    return segment.kind === 'all' ? !truths.includes(false) : truths.includes(true);
  }
  const subject = segment.kind === 'number' ? undefined : segment.in;
  const own = subject?.of === 'field' ? [reader.fields[subject.name] ?? ''] : [reader.email ?? ''];
  const all = (subject?.of === 'tag' ? reader.tags : own).map(lower);
  if (segment.kind !== 'text') return all.some(Boolean);
  const text = lower(segment.text);
  const tries = {
    is: (one: string) => one === text,
    contains: (one: string) => one.split(text).length > 1,
    'starts with': (one: string) => one.slice(0, text.length) === text,
    'ends with': (one: string) => one.length >= text.length && one.slice(one.length - text.length) === text,
  };
  return all.some(tries[segment.how]);
}
