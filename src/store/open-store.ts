import type { Kysely } from 'kysely';
import { Store } from './store.ts';

/**
 * Opens the store in a file, or one in memory for `:memory:`, and brings it up to date. Loads Kysely and the
 * binding only now, so that a command without a store does not pay for them.
 * @throws Failure of kind `setup`: `store/no-sqlite`, `store/open`, `store/not-a-store`, `store/newer`,
 * `store/busy`.
 */
export async function openStore(path: string): Promise<Store> {
  const [{ openSqlite }, { sqliteEngine }, { migrate }] = await Promise.all([
    import('./sqlite/open.ts'),
    import('./sqlite/engine.ts'),
    import('./migrate.ts'),
  ]);
  const backend = await openSqlite(path);
  try {
    await migrate(backend.db as unknown as Kysely<unknown>, sqliteEngine);
  } catch (error) {
    await backend.db.destroy();
    throw backend.explain(error);
  }
  return new Store(backend);
}
