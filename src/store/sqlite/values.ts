import type { SqliteValue } from './binding.ts';

/**
 * A value on its way into SQLite. The binding stores NULL for some of what it does not know without a word,
 * so whatever is not a column's own kind is refused here.
 * @throws TypeError for undefined, a Date, NaN, an array or an object: a bug of the caller.
 */
export function toSqlite(value: unknown): SqliteValue {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'number':
      if (Number.isNaN(value)) throw new TypeError('NaN cannot be stored');
      return value;
  }
  if (value === null || value instanceof Uint8Array) return value;
  throw new TypeError(`A ${nameOf(value)} cannot be stored; turn it into text or a number first`);
}

/**
 * The binding's rows have no prototype, which surprises whoever compares or prints them. Spreading one, which is a
 * dictionary to V8, takes four times as long.
 */
export function toPlain(row: object): object {
  const plain: Record<string, unknown> = {};
  for (const column in row) plain[column] = (row as Record<string, unknown>)[column];
  return plain;
}

function nameOf(value: unknown): string {
  return value instanceof Object ? value.constructor.name : typeof value;
}
