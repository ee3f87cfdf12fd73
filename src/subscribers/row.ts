import { addressKey } from '../address/email-address.ts';
import { type Mailbox, parseMailbox } from '../address/mailbox.ts';
import type { NewSubscriber } from '../store/subscribers.ts';
import type { Column } from './columns.ts';
import { oneLine, readCell } from './csv/cell.ts';
import type { CsvRow } from './csv/rows.ts';
import { fieldNameOf } from './field-name.ts';
import { parseInstant } from './instant.ts';
import { firstNameOf } from './name.ts';
import { type Standing, soundsLikeLeaving, standingOf, worst } from './standing.ts';
import { parseTags } from './tags.ts';

/** What one row says about one person. */
export interface ImportRow extends NewSubscriber {
  readonly line: number;
  readonly standing: Standing;
  readonly consentAt: number | null;
  readonly consent: Readonly<Record<string, string>>;
  /** Where consent came from, when the row says so itself. */
  readonly source: string | undefined;
}

export type ReadRow =
  | { readonly kind: 'row'; readonly row: ImportRow }
  | { readonly kind: 'blank' }
  | { readonly kind: 'rejected'; readonly reason: string };

/** What holds for every row of a file. */
export interface RowReading {
  readonly columns: readonly Column[];
  /** What the file as a whole says of everybody in it. */
  readonly standing: Standing;
}

/** Longer than any value a newsletter could use. */
const longestCell = 20_000;

export function readRow(csv: CsvRow, reading: RowReading): ReadRow {
  if (csv.fault !== undefined) return rejected(csv.fault);
  if (csv.cells.every((cell) => cell.trim() === '')) return { kind: 'blank' };
  const { columns } = reading;
  const extra = csv.cells.slice(columns.length);
  if (csv.cells.length < columns.length || extra.some((cell) => cell.trim() !== '')) {
    return rejected(`has ${count(csv.cells.length)} where the first line has ${columns.length}`);
  }
  if (csv.cells.some((cell) => cell.includes('\ufffd')))
    return rejected('holds characters that are not UTF-8');
  if (csv.cells.some((cell) => cell.length > longestCell)) {
    return rejected(`has a cell of more than ${longestCell} characters`);
  }
  return personOf(csv.line, csv.cells.slice(0, columns.length).map(readCell), reading);
}

function personOf(line: number, cells: readonly string[], reading: RowReading): ReadRow {
  const email = cells[reading.columns.findIndex((column) => column.as === 'email')] ?? '';
  if (email === '') return rejected('has no address');
  const parsed = parseMailbox(email);
  if (!parsed.ok) return rejected(`“${shorten(email)}” ${parsed.fault}`);
  const pairs = reading.columns.map((column, i) => [column, cells[i] as string] as const);
  const standing = readStanding(pairs, reading.standing);
  if (typeof standing !== 'string') return rejected(standing.fault);
  const attributes = readAttributes(pairs);
  if ('fault' in attributes) return rejected(attributes.fault);
  return {
    kind: 'row',
    row: {
      line,
      email: parsed.mailbox.address,
      emailKey: addressKey(parsed.mailbox.address),
      fields: { ...attributes.fields, ...readFields(pairs, parsed.mailbox) },
      tags: pairs.flatMap(([column, cell]) => (column.as === 'tags' ? parseTags(cell) : [])),
      standing,
      ...readConsent(pairs),
    },
  };
}

type Pairs = readonly (readonly [Column, string])[];

function readStanding(pairs: Pairs, ofFile: Standing): Standing | { readonly fault: string } {
  const said: Standing[] = [ofFile];
  const told = pairs.some(([column]) => column.as === 'status' || column.as === 'standing');
  for (const [column, cell] of pairs) {
    if (cell === '') continue;
    if (column.as === 'standing') said.push(column.read(cell) ?? 'active');
    if (column.as === 'standing or field') said.push(standingOf(cell) ?? 'active');
    if (column.as === 'status') {
      const standing = standingOf(cell);
      if (standing === undefined) return { fault: `the status “${shorten(cell)}” is not known` };
      said.push(standing);
    }
    if (column.as === 'field' && !told && soundsLikeLeaving(cell)) {
      return {
        fault: `the column ${column.field} says “${shorten(cell)}”; if it is the status, say so with --map`,
      };
    }
  }
  return worst(said);
}

function readFields(pairs: Pairs, mailbox: Mailbox): Record<string, string> {
  const fields: Record<string, string> = {};
  let name = mailbox.name;
  for (const [column, cell] of pairs) {
    if (cell === '') continue;
    if (column.as === 'field') fields[column.field] = cell;
    if (column.as === 'standing or field' && standingOf(cell) === undefined) fields[column.field] = cell;
    if (column.as === 'name') name = cell;
  }
  if (name === '') return fields;
  const first = pairs.some(([column]) => column.as === 'field' && column.field === 'first_name')
    ? undefined
    : firstNameOf(name);
  return { ...(first === undefined ? {} : { first_name: first }), ...fields, name };
}

/** listmonk keeps what it knows of a person as JSON in one cell. */
function readAttributes(
  pairs: Pairs,
): { readonly fields: Record<string, string> } | { readonly fault: string } {
  const cell = pairs.find(([column]) => column.as === 'attributes')?.[1] ?? '';
  if (cell === '') return { fields: {} };
  const found = parseObject(cell);
  if (!found) return { fault: 'the attributes are not a JSON object' };
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(found)) {
    const name = fieldNameOf(key);
    const text = textOf(value);
    if (name !== '' && text !== '') fields[name] = text;
  }
  return { fields };
}

function readConsent(pairs: Pairs): Pick<ImportRow, 'consentAt' | 'consent' | 'source'> {
  let consent: Record<string, string> = {};
  let source: string | undefined;
  let best: { rank: number; at: number } | undefined;
  for (const [column, cell] of pairs) {
    if (cell === '') continue;
    if (column.as === 'consent source') source = cell;
    if (column.as === 'consent record')
      consent = { ...consent, ...textsOf(parseObject(cell) ?? { record: cell }) };
    if (column.as !== 'consent') continue;
    const at = parseInstant(cell);
    if (at !== undefined && (best === undefined || column.rank < best.rank)) best = { rank: column.rank, at };
    if (column.key !== 'consent_at') consent[column.key] = cell;
  }
  return { consentAt: best?.at ?? null, consent, source };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value instanceof Object && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [oneLine(key), textOf(value)]));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return oneLine(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function rejected(reason: string): ReadRow {
  return { kind: 'rejected', reason };
}

function count(cells: number): string {
  return cells === 1 ? '1 cell' : `${cells} cells`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
