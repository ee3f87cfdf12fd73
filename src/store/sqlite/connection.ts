import type { CompiledQuery, DatabaseConnection, QueryResult, RootOperationNode } from 'kysely';
import type { Database, SqliteValue, Statement } from './binding.ts';
import { toPlain, toSqlite } from './values.ts';

/** How many prepared statements are kept; preparing one costs more than running most. */
const keptStatements = 200;

/** The one connection of a store. Every call is synchronous inside; Kysely only sees promises. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  async executeQuery<Row>(compiled: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = isData(compiled.query)
      ? this.#kept(compiled.sql)
      : this.#database.prepare(compiled.sql);
    const values = compiled.parameters.map(toSqlite);
    if (givesRows(compiled.query, compiled.sql)) {
      return { rows: statement.all(...values).map(toPlain) as Row[] };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** Runs a statement for each row of values, which it may change. @returns the id each new row got */
  runMany(compiled: CompiledQuery, rows: Iterable<unknown[]>): number[] {
    const statement = this.#kept(compiled.sql);
    const ids: number[] = [];
    for (const values of rows) {
      for (let i = 0; i < values.length; i += 1) values[i] = toSqlite(values[i]);
      ids.push(Number(statement.run(...(values as SqliteValue[])).lastInsertRowid));
    }
    return ids;
  }

  /** The connection is taken until the last row is read: nothing else can be asked meanwhile. */
  async *streamQuery<Row>(compiled: CompiledQuery, chunkSize = 1): AsyncGenerator<QueryResult<Row>> {
    // Not a kept statement: asking it again would reset this reading.
    const statement = this.#database.prepare(compiled.sql);
    let rows: Row[] = [];
    for (const row of statement.iterate(...compiled.parameters.map(toSqlite))) {
      rows.push(toPlain(row) as Row);
      if (rows.length < chunkSize) continue;
      yield { rows };
      rows = [];
    }
    if (rows.length > 0) yield { rows };
  }

  begin(mode: 'immediate' | 'deferred'): void {
    this.#database.exec(`begin ${mode}`);
  }

  commit(): void {
    this.#database.exec('commit');
  }

  rollback(): void {
    // SQLite has already rolled back by itself after some errors, a full disk among them.
    if (this.#database.isTransaction !== false) this.#database.exec('rollback');
  }

  /**
   * Brings everything into the one file first, which a person may copy, without waiting for other processes.
   * The binding does not finalize its statements, so SQLite would not do it by itself.
   */
  close(): void {
    this.#statements.clear();
    this.#database.exec('pragma busy_timeout = 0');
    try {
      this.#database.prepare('pragma wal_checkpoint(truncate)').all();
    } catch {
      // On a full disk there is no room for it: the log stays beside the file, and whoever opens it next reads it.
    } finally {
      this.#database.close();
    }
  }

  /** Prepared before, or now; the one that was asked least lately makes room. */
  #kept(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > keptStatements) {
      this.#statements.delete(this.#statements.keys().next().value as string);
    }
    return statement;
  }
}

function isData(query: RootOperationNode): boolean {
  return /^(?:Select|Insert|Update|Delete)QueryNode$/.test(query.kind);
}

function givesRows(query: RootOperationNode, sql: string): boolean {
  if (query.kind === 'SelectQueryNode') return true;
  if ('returning' in query && query.returning !== undefined) return true;
  return query.kind === 'RawNode' && /^\s*(?:select|with|values|pragma|explain)\b|\breturning\b/i.test(sql);
}
