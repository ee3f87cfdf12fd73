import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import type { ColumnMap } from './column-map.ts';
import { fieldNameOf } from './field-name.ts';
import { knownColumns } from './known-columns.ts';
import type { Standing } from './standing.ts';

/** What a column of an import holds. */
export type Column =
  | { readonly as: 'email' | 'name' | 'tags' | 'attributes' }
  /** `words` are what one tool means by a word, before what all mean by it. */
  | { readonly as: 'status'; readonly words?: ReadonlyMap<string, Standing> }
  | { readonly as: 'consent source' | 'consent record' | 'left aside' }
  | { readonly as: 'field'; readonly field: string }
  /** Yes or no, or a time: what a cell says of the person, if it says anything. */
  | { readonly as: 'standing'; readonly read: (cell: string) => Standing | undefined }
  /** A status when it is one of the words for it, otherwise a field. */
  | { readonly as: 'standing or field'; readonly field: string }
  /** Something known of the consent; the best rank (0) that is a time says when it was given. */
  | { readonly as: 'consent'; readonly key: string; readonly rank: number };

/**
 * What each column of a header holds: as `map` says, otherwise what it means in the `format` at hand, otherwise by
 * the names that common exports use. An unknown one becomes a merge field.
 * @throws Failure `subscribers/no-column`, `subscribers/no-email-column`.
 */
export function readColumns(
  header: readonly string[],
  map: ColumnMap = {},
  format: ReadonlyMap<string, Column> = new Map(),
): Column[] {
  const mapped = mappedColumns(header, map);
  const columns = header.map((name, i) => mapped.get(i) ?? format.get(plainName(name)) ?? columnOf(name));
  const distinct = makeDistinct(columns, header, [...mapped.keys()]);
  if (distinct.some((column) => column.as === 'email')) return distinct;
  throw new Failure(
    'usage',
    'subscribers/no-email-column',
    `No column holds addresses; ${quoteAll(header)}`,
    {
      advice: `Say which one does: --map email=${header.find((name) => name !== '') ?? 'Column'}`,
      undone: 'Nobody was imported.',
    },
  );
}

/** An export of ours writes a field in this way when its plain name would be taken for something else. */
const fieldPrefix = 'field:';
const prefixed = /^field:([a-z][a-z0-9_]*)$/;

/** The header under which a field is exported, so that an import takes it for that field. */
export function headerOfField(field: string): string {
  const column = columnOf(field);
  return column.as === 'field' && column.field === field ? field : `${fieldPrefix}${field}`;
}

/** A header as it is compared: small letters and single spaces. */
export function plainName(header: string): string {
  return header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

function columnOf(header: string): Column {
  const field = prefixed.exec(header)?.[1];
  if (field !== undefined) return { as: 'field', field };
  return knownColumns.get(plainName(header)) ?? { as: 'field', field: fieldNameOf(header) };
}

const singular = ['email', 'name', 'tags', 'status', 'attributes', 'consent source', 'consent record'];

/** Of two columns for one thing the first counts, a mapped one before all; the other is a field of its own. */
function makeDistinct(
  columns: readonly Column[],
  header: readonly string[],
  first: readonly number[],
): Column[] {
  const distinct = [...columns];
  const taken = new Set<string>();
  for (const i of new Set([...first, ...columns.keys()])) {
    distinct[i] = distinctColumn(
      columns[i] as Column,
      fieldNameOf(header[i] ?? '') || `column_${i + 1}`,
      taken,
    );
  }
  return distinct;
}

function distinctColumn(column: Column, ownName: string, taken: Set<string>): Column {
  if (column.as !== 'field' && !taken.has(column.as)) {
    if (singular.includes(column.as)) taken.add(column.as);
    return column;
  }
  const base = (column.as === 'field' && column.field) || ownName;
  let field = base;
  for (let n = 2; taken.has(`field ${field}`); n += 1) field = `${base}_${n}`;
  taken.add(`field ${field}`);
  return { as: 'field', field };
}

function mappedColumns(header: readonly string[], map: ColumnMap): Map<number, Column> {
  const columns = new Map<number, Column>();
  for (const [target, name] of Object.entries(map)) {
    const exact = header.indexOf(name);
    const index = exact === -1 ? header.findIndex((one) => plainName(one) === plainName(name)) : exact;
    if (index === -1) throw missingColumn(name, header);
    columns.set(index, targetColumn(target));
  }
  return columns;
}

function targetColumn(target: string): Column {
  return knownColumns.get(plainName(target)) ?? { as: 'field', field: fieldNameOf(target) };
}

function missingColumn(name: string, header: readonly string[]): Failure {
  const near = nearest(name, header);
  return new Failure('usage', 'subscribers/no-column', `There is no column “${name}”; ${quoteAll(header)}`, {
    ...(near === undefined ? {} : { advice: `Did you mean “${near}”?` }),
    undone: 'Nobody was imported.',
  });
}

function quoteAll(header: readonly string[]): string {
  const shown = header.slice(0, 20).map((name) => `“${name.slice(0, 40)}”`);
  return `the file has ${shown.join(', ')}${header.length > 20 ? ' …' : ''}`;
}
