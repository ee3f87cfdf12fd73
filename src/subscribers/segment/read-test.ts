import type { Cursor } from './cursor.ts';
import { around, beside, type Days, dayNamed, units } from './days.ts';
import { numberPattern } from './matches.ts';
import type { Comparison, Likeness, Segment, Subject } from './segment.ts';

/** Reads one thing that is asked of a reader: what is looked at, and how it should be. */
export function readTest(cursor: Cursor, now: number): Segment {
  if (takeMark(cursor, 'tag'))
    return is({ of: 'tag' }, cursor.takeValue('tag: needs the name of a tag').text);
  const subject = readSubject(cursor);
  const negated = isNegated(cursor);
  if (negated) cursor.take();
  const test = readOperator(cursor, subject, now);
  return negated ? { kind: 'not', of: test } : test;
}

/** `tag:` and `field:`. */
function takeMark(cursor: Cursor, mark: string): boolean {
  const { kind, text } = cursor.afterNext;
  if (!cursor.isWord(mark) || kind !== 'sign' || text !== ':') return false;
  cursor.take();
  cursor.take();
  return true;
}

const subjects = {
  tag: { of: 'tag' },
  tags: { of: 'tag' },
  email: { of: 'email' },
  joined: { of: 'joined' },
  consent: { of: 'consent' },
} as const satisfies Record<string, Subject>;

function readSubject(cursor: Cursor): Subject {
  if (takeMark(cursor, 'field')) return fieldNamed(cursor);
  const { kind, text } = cursor.next;
  if (kind !== 'word' || cursor.isWord('and', 'or', 'not')) {
    return cursor.fail('needs tag:name, a field, or a field = value here');
  }
  const own = text.toLowerCase();
  if (!Object.hasOwn(subjects, own)) return fieldNamed(cursor);
  cursor.take();
  return subjects[own as keyof typeof subjects];
}

function fieldNamed(cursor: Cursor): Subject {
  const { kind, text } = cursor.next;
  if (kind !== 'word') cursor.fail('needs the name of a field here');
  if (!isFieldName(text)) {
    const likely = text.toLowerCase().replace(/[^a-z0-9]+/g, '_');
    const fault = `has “${text}” where the name of a field should be, such as first_name`;
    cursor.fail(fault, isFieldName(likely) ? likely : undefined);
  }
  return { of: 'field', name: cursor.take().text };
}

function isFieldName(text: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(text);
}

/** `city not in (…)`; in `city, not …` and `city and not …` it is not about the city. */
function isNegated(cursor: Cursor): boolean {
  const { kind, text } = cursor.afterNext;
  return cursor.isWord('not') && kind === 'word' && textWords.includes(text.toLowerCase());
}

const textWords: readonly string[] = ['contains', 'starts', 'ends', 'in'];
const dayWords = { before: '<', after: '>', since: '>=' } as const;
const operators = [...textWords, ...Object.keys(dayWords), 'on', 'and', 'or'];

function readOperator(cursor: Cursor, subject: Subject, now: number): Segment {
  if (cursor.takeSign('=')) return equals(cursor, subject, '=');
  if (cursor.takeSign('!=')) return { kind: 'not', of: equals(cursor, subject, '!=') };
  for (const sign of ['<=', '>=', '<', '>'] as const) {
    if (cursor.isSign(sign)) return compared(cursor, subject, sign);
  }
  if (cursor.isWord('on')) return onDays(cursor, subject, (day) => day);
  for (const [word, than] of Object.entries(dayWords)) {
    if (cursor.isWord(word)) return onDays(cursor, subject, (day) => beside(day, than));
  }
  if (cursor.takeWord('in')) return within(cursor, subject, now);
  if (cursor.isWord('contains', 'starts', 'ends')) return like(cursor, subject);
  if (cursor.next.kind === 'word' && !cursor.isWord('and', 'or')) {
    const fault = `has “${cursor.next.text}” where =, contains, in, “and” or another such word should be`;
    cursor.fail(fault, cursor.nearest(operators));
  }
  return { kind: 'has', in: subject };
}

function isDated({ of }: Subject): boolean {
  return of === 'joined' || of === 'consent';
}

function is(subject: Subject, text: string): Segment {
  return { kind: 'text', in: subject, how: 'is', text };
}

function equals(cursor: Cursor, subject: Subject, sign: string): Segment {
  if (isDated(subject)) return during(subject, readDay(cursor, sign));
  return is(subject, cursor.takeValue(`${sign} needs a value`).text);
}

function during(subject: Subject, { from, until }: Days): Segment {
  return { kind: 'during', in: subject, from, until };
}

function compared(cursor: Cursor, subject: Subject, than: Comparison): Segment {
  const { kind, text } = cursor.afterNext;
  if (subject.of !== 'field' || kind === 'end' || !numberPattern.test(text)) {
    return onDays(cursor, subject, (day) => beside(day, than));
  }
  cursor.take();
  cursor.take();
  return { kind: 'number', field: subject.name, than, number: Number(text) };
}

/** An operator and the day behind it, of something that can be a day. */
function onDays(cursor: Cursor, subject: Subject, meant: (day: Days) => Days): Segment {
  requireDated(cursor, subject);
  const operator = cursor.take().text.toLowerCase();
  return during(subject, meant(readDay(cursor, operator)));
}

function requireDated(cursor: Cursor, { of }: Subject): void {
  if (of === 'tag' || of === 'email') {
    cursor.fail(
      `has “${cursor.next.text}” behind ${of}, which is neither a day nor a number; write = or contains`,
    );
  }
}

function readDay(cursor: Cursor, operator: string): Days {
  const { kind, text } = cursor.next;
  const day = dayNamed(text);
  if (!day) {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) cursor.fail(`has ${text}, and there is no such day`);
    const instead = kind === 'word' || kind === 'text' ? `, not “${text}”` : '';
    return cursor.fail(`needs a day such as 2026-01-31 behind ${operator}${instead}`);
  }
  cursor.take();
  return day;
}

function within(cursor: Cursor, subject: Subject, now: number): Segment {
  if (cursor.isWord('last', 'next')) {
    requireDated(cursor, subject);
    return during(subject, readSpan(cursor, now));
  }
  const meant = cursor.nearest(['last', 'next']);
  if (isDated(subject)) cursor.fail('needs last 90 days, or the like, behind “in”', meant);
  if (cursor.takeSign('(')) return readList(cursor, subject);
  return cursor.fail('needs a list in brackets behind “in”, such as (Bern, Basel), or last 90 days', meant);
}

function readList(cursor: Cursor, subject: Subject): Segment {
  const values: Segment[] = [];
  do {
    values.push(is(subject, cursor.takeValue('needs a value in this list').text));
  } while (cursor.takeSign(','));
  if (!cursor.takeSign(')')) {
    cursor.fail(
      'has a list that goes wrong here: commas part its values, quotation marks hold several words together',
    );
  }
  return values.length === 1 ? (values[0] as Segment) : { kind: 'any', of: values };
}

/** More would be no day that there is. */
const longest = 9_999;

function readSpan(cursor: Cursor, now: number): Days {
  const way = cursor.take().text.toLowerCase() as 'last' | 'next';
  const count = Number(cursor.next.text);
  if (!/^\d+$/.test(cursor.next.text) || count > longest) {
    cursor.fail(`needs a number up to ${longest} behind “${way}”`);
  }
  cursor.take();
  const { kind, text } = cursor.next;
  const unit = units.find((one) => kind === 'word' && one === text.toLowerCase().replace(/s?$/, 's'));
  if (!unit) return cursor.fail('needs days, weeks, months or years here', cursor.nearest(units));
  cursor.take();
  return around(now, way, count, unit);
}

function like(cursor: Cursor, subject: Subject): Segment {
  const word = cursor.next.text.toLowerCase();
  if (isDated(subject))
    cursor.fail(`has “${word}” where a day is meant; write > 2026-01-31 or in last 90 days`);
  cursor.take();
  if (word !== 'contains' && !cursor.takeWord('with')) cursor.fail(`needs “with” behind “${word}”`);
  const how = (word === 'contains' ? word : `${word} with`) as Likeness;
  const { next } = cursor;
  if (next.kind === 'text' && next.text === '') cursor.fail(`${how} needs a value that is not empty`);
  return { kind: 'text', in: subject, how, text: cursor.takeValue(`${how} needs a value`).text };
}
