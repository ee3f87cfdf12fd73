import { type Compilable, type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import { type Engine, engineOf } from './engine.ts';
import type { Tables } from './tables.ts';

/** What stands in a query that is built once, in the place of a value that every asking gives anew. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** The values of a repeated query, each as an expression: nothing can be worked out from them while it is built. */
export type Places<Values> = { readonly [Name in keyof Values]: RawBuilder<Values[Name]> };

/** Asks a repeated query with values of its own. */
export type Ask<Values, Row> = (db: Kysely<Tables>, values: Values) => Promise<readonly Row[]>;

/**
 * A query that is asked for every few copies of a mailing: it is built once for each engine, as building one takes
 * the processor longer than answering it.
 */
export function repeated<Values extends Readonly<Record<keyof Values, unknown>>, Row>(
  build: (db: Kysely<Tables>, places: Places<Values>) => Compilable<Row>,
): Ask<Values, Row> {
  const built = new WeakMap<Engine, CompiledQuery<Row>>();
  return async (db, values) => {
    const engine = engineOf(db);
    const query = built.get(engine) ?? build(db, places()).compile();
    built.set(engine, query);
    const parameters = query.parameters.map((value) => valueFor(value, values));
    return (await db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}

function places<Values>(): Places<Values> {
  return new Proxy({} as Places<Values>, { get: (_, name) => sql.val(new Place(String(name))) });
}

function valueFor(value: unknown, values: object): unknown {
  return value instanceof Place ? Reflect.get(values, value.name) : value;
}
