import { Failure } from '../../finding/failure.ts';

/** The part of `node:sqlite` that is used here; `@photostructure/sqlite` has the same. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
  /** Absent in the first versions of `node:sqlite`. */
  readonly isTransaction?: boolean;
}

export interface Statement {
  all(...values: SqliteValue[]): object[];
  iterate(...values: SqliteValue[]): Iterable<object>;
  run(...values: SqliteValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
}

/** What SQLite itself can hold. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

export type DatabaseConstructor = new (path: string, options?: { readonly readOnly: boolean }) => Database;

interface Binding {
  readonly DatabaseSync: DatabaseConstructor;
}

/**
 * Node's own SQLite where it has one, otherwise the same thing as a package.
 * @throws Failure `store/no-sqlite` when this machine has neither.
 */
export async function loadBinding(): Promise<DatabaseConstructor> {
  const own = builtIn();
  if (own) return own.DatabaseSync;
  try {
    const binding: unknown = await import('@photostructure/sqlite');
    return (binding as Binding).DatabaseSync;
  } catch (cause) {
    throw new Failure('setup', 'store/no-sqlite', 'There is no SQLite on this machine for the store', {
      advice:
        'Use Node 22.13 or newer, which has SQLite built in, or run: npm install --include=optional @photostructure/sqlite',
      cause,
    });
  }
}

function builtIn(): Binding | undefined {
  return withoutExperimentalWarning(
    () => process.getBuiltinModule('node:sqlite') as unknown as Binding | undefined,
  );
}

/** Node 22 warns on stderr that its SQLite is an experiment, in the middle of what a person reads. */
function withoutExperimentalWarning<T>(load: () => T): T {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).includes('SQLite')) return;
    Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emit;
  }
}
