import { parseInstant } from '../instant.ts';
import type { Comparison, Likeness, Segment, Subject } from './segment.ts';

/** What a segment looks at. Instants are milliseconds since 1970. */
export interface Described {
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly email?: string;
  /** When they agreed to be on the list, or otherwise came onto it; absent of somebody who is on none. */
  readonly joinedAt?: number;
  /** When they agreed, if that is on record. */
  readonly consentAt?: number | null;
}

/**
 * Whether a reader is meant. Letters count the same in upper and lower case; a comparison is never true of what is
 * not there, or is no number or no day, and so what is `not` so is true of it.
 */
export function matches(segment: Segment, reader: Described): boolean {
  switch (segment.kind) {
    case 'text':
      return textsOf(segment.in, reader).some((text) => isLike(text, segment.how, segment.text));
    case 'has':
      return isThere(segment.in, reader);
    case 'number':
      return compares(fieldValue(reader, segment.field), segment.than, segment.number);
    case 'during': {
      const instant = instantOf(segment.in, reader);
      return instant !== undefined && instant >= segment.from && instant < segment.until;
    }
    case 'not':
      return !matches(segment.of, reader);
    case 'all':
      return segment.of.every((part) => matches(part, reader));
    case 'any':
      return segment.of.some((part) => matches(part, reader));
  }
}

function textsOf(subject: Subject, reader: Described): readonly string[] {
  switch (subject.of) {
    case 'tag':
      return reader.tags;
    case 'email':
      return [reader.email ?? ''];
    case 'field':
      return [fieldValue(reader, subject.name)];
    default:
      return [];
  }
}

function isThere(subject: Subject, reader: Described): boolean {
  if (subject.of === 'joined' || subject.of === 'consent') return instantOf(subject, reader) !== undefined;
  return textsOf(subject, reader).some((text) => text !== '');
}

function instantOf(subject: Subject, reader: Described): number | undefined {
  switch (subject.of) {
    case 'joined':
      return reader.joinedAt;
    case 'consent':
      return reader.consentAt ?? undefined;
    case 'field':
      return parseInstant(fieldValue(reader, subject.name));
    default:
      return undefined;
  }
}

function fieldValue(reader: Described, field: string): string {
  return Object.hasOwn(reader.fields, field) ? (reader.fields[field] as string) : '';
}

function isLike(text: string, how: Likeness, wanted: string): boolean {
  if (how === 'is') return same(text, wanted);
  const [whole, part] = [fold(text), fold(wanted)];
  if (how === 'contains') return whole.includes(part);
  return how === 'starts with' ? whole.startsWith(part) : whole.endsWith(part);
}

/** As people compare words: letters count the same in upper and lower case, and however an accent is put together. */
export function same(a: string, b: string): boolean {
  return a === b || fold(a) === fold(b);
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** `12`, `-3.5`; nothing that only begins like a number. */
export const numberPattern = /^[+-]?\d+(?:\.\d+)?$/;

function compares(value: string, than: Comparison, number: number): boolean {
  const text = value.trim();
  if (!numberPattern.test(text)) return false;
  const is = Number(text);
  if (than === '<') return is < number;
  if (than === '<=') return is <= number;
  return than === '>' ? is > number : is >= number;
}
