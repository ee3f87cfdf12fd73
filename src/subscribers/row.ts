import { addressKey } from '../address/email-address.ts';
import { parseMailbox } from '../address/mailbox.ts';
import type { NewSubscriber } from '../store/subscribers.ts';
import type { Column } from './columns.ts';
import { oneLine, readCell } from './csv/cell.ts';
import type { CsvRow } from './csv/rows.ts';
import { fieldNameOf } from './field-name.ts';
import { parseInstant } from './instant.ts';
import { firstNameOf } from './name.ts';
import { hasLeft, type Standing, soundsLikeLeaving, standingOf, worst } from './standing.ts';
import { parseTags } from './tags.ts';

/** What one row says about one person. */
export interface ImportRow extends NewSubscriber {
  readonly line: number;
  readonly standing: Standing;
  /** When they left, in milliseconds since 1970 UTC, if they have and the row says when. */
  readonly leftAt: number | null;
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
  if (csv.cells.every(isBlank)) return { kind: 'blank' };
  const { length } = reading.columns;
  if (csv.cells.length < length || csv.cells.some((cell, i) => i >= length && !isBlank(cell))) {
    return rejected(`has ${count(csv.cells.length)} where the first line has ${length}`);
  }
  for (const cell of csv.cells) {
    if (cell.length > longestCell) return rejected(`has a cell of more than ${longestCell} characters`);
    if (cell.includes('\ufffd')) return rejected('holds characters that are not UTF-8');
  }
  const cells = csv.cells.length === length ? csv.cells : csv.cells.slice(0, length);
  return personOf(csv.line, cells.map(readCell), reading);
}

function isBlank(cell: string): boolean {
  return cell.trim() === '';
}

function personOf(
  line: number,
  cells: readonly string[],
  { columns, standing: ofFile }: RowReading,
): ReadRow {
  const email = cells[columns.findIndex((column) => column.as === 'email')] ?? '';
  if (email === '') return rejected('has no address');
  const parsed = parseMailbox(email);
  if (!parsed.ok) return rejected(`“${shorten(email)}” ${parsed.fault}`);
  const standing = readStanding(columns, cells, ofFile);
  if (typeof standing !== 'string') return rejected(standing.fault);
  const attributes = readAttributes(columns, cells);
  if ('fault' in attributes) return rejected(attributes.fault);
  const tags = cells[columns.findIndex((column) => column.as === 'tags')] ?? '';
  const { consentAt, consent, source } = readConsent(columns, cells);
  return {
    kind: 'row',
    row: {
      line,
      email: parsed.mailbox.address,
      emailKey: addressKey(parsed.mailbox.address),
      fields: readFields(columns, cells, parsed.mailbox.name, attributes.fields),
      tags: parseTags(tags),
      standing,
      leftAt: hasLeft(standing) ? readLeaving(columns, cells) : null,
      consentAt,
      consent,
      source,
    },
  };
}

type Columns = readonly Column[];
type Cells = readonly string[];

function readStanding(
  columns: Columns,
  cells: Cells,
  ofFile: Standing,
): Standing | { readonly fault: string } {
  let standing = ofFile;
  const told = columns.some((column) => column.as === 'status' || column.as === 'standing');
  for (let i = 0; i < columns.length; i += 1) {
    const [column, cell] = [columns[i] as Column, cells[i] as string];
    if (cell === '') continue;
    if (column.as === 'standing') standing = worst([standing, column.read(cell) ?? 'active']);
    if (column.as === 'standing or field') standing = worst([standing, standingOf(cell) ?? 'active']);
    if (column.as === 'status') {
      const said = standingOf(cell, column.words);
      if (said === undefined) return { fault: `the status “${shorten(cell)}” is not known` };
      standing = worst([standing, said]);
    }
    if (column.as === 'field' && !told && soundsLikeLeaving(cell)) {
      return {
        fault: `the column ${column.field} says “${shorten(cell)}”; if it is the status, say so with --map`,
      };
    }
  }
  return standing;
}

/** The time in a column such as `UNSUB_TIME`; the first that is one. */
function readLeaving(columns: Columns, cells: Cells): number | null {
  for (let i = 0; i < columns.length; i += 1) {
    const [column, cell] = [columns[i] as Column, cells[i] as string];
    if (column.as !== 'standing' || cell === '' || !hasLeft(column.read(cell) ?? 'active')) continue;
    const at = parseInstant(cell);
    if (at !== undefined) return at;
  }
  return null;
}

function readFields(
  columns: Columns,
  cells: Cells,
  nameInAddress: string,
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  const fields: Record<string, string> = {};
  let name = nameInAddress;
  for (let i = 0; i < columns.length; i += 1) {
    const [column, cell] = [columns[i] as Column, cells[i] as string];
    if (cell === '') continue;
    if (column.as === 'field') fields[column.field] = cell;
    if (column.as === 'standing or field' && standingOf(cell) === undefined) fields[column.field] = cell;
    if (column.as === 'name') name = cell;
  }
  if (name === '') return attributes === noFields ? fields : { ...attributes, ...fields };
  const first = columns.some((column) => column.as === 'field' && column.field === 'first_name')
    ? undefined
    : firstNameOf(name);
  return { ...attributes, ...(first === undefined ? {} : { first_name: first }), ...fields, name };
}

const noFields: Readonly<Record<string, string>> = {};

/** listmonk, Keila and Buttondown keep what they know of a person as JSON in one cell. */
function readAttributes(
  columns: Columns,
  cells: Cells,
): { readonly fields: Readonly<Record<string, string>> } | { readonly fault: string } {
  const cell = cells[columns.findIndex((column) => column.as === 'attributes')] ?? '';
  if (cell === '') return { fields: noFields };
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

function readConsent(columns: Columns, cells: Cells): Pick<ImportRow, 'consentAt' | 'consent' | 'source'> {
  let consent: Record<string, string> = {};
  let source: string | undefined;
  let best: { rank: number; at: number } | undefined;
  for (let i = 0; i < columns.length; i += 1) {
    const [column, cell] = [columns[i] as Column, cells[i] as string];
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
