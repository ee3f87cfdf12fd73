import type { Kysely } from 'kysely';
import { Store } from './store.ts';

/**
 * Opens the store in a file, or one in memory for `:memory:`, and brings it up to date. Loads Kysely and the
 * binding only now, so that a command without a store does not pay for them.
 * @throws Failure of kind `setup`: `store/no-sqlite`, `store/open`, `store/not-a-store`, `store/newer`,
 * `store/busy`.
 */
export async function openStore(path: string): Promise<Store> {
  const [{ openSqlite }, { sqliteEngine }, { asFailure }, { migrate }] = await Promise.all([
    import('./sqlite/open.ts'),
    import('./sqlite/engine.ts'),
    import('./sqlite/errors.ts'),
    import('./migrate.ts'),
  ]);
  const db = await openSqlite(path);
  const explain = (error: unknown) => asFailure(error, path);
  try {
    await migrate(db as unknown as Kysely<unknown>, sqliteEngine);
  } catch (error) {
    await db.destroy();
    throw explain(error);
  }
  return new Store(db, explain);
}
