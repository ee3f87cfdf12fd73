import { setImmediate as turn } from 'node:timers/promises';
import { type Database, loadBinding } from '../../../src/store/sqlite/binding.ts';
import { isBusy } from '../../../src/store/sqlite/errors.ts';

/** Another connection to a store, over which readers leave while it is sent from. */
export interface Leaving {
  /** Resolves once it is committed. */
  unsubscribe(...emails: readonly string[]): Promise<void>;
  suppress(email: string): Promise<void>;
  close(): void;
}

/**
 * In one process with the sender nobody may wait for the lock, as the waiting would stand in the way of who has
 * it: each is one statement, tried at every turn of the event loop.
 */
export async function openLeaving(path: string): Promise<Leaving> {
  const DatabaseSync = await loadBinding();
  const database: Database = new DatabaseSync(path);
  database.exec('pragma busy_timeout = 0');
  const unsubscribe = database.prepare(
    `update subscriptions set state = 'unsubscribed', left_at = 1, updated_at = 1
     where subscriber_id in (select id from subscribers where email_key in (select value from json_each(?)))`,
  );
  const suppress = database.prepare(
    `insert into suppressions (email_key, reason, source, at) values (?, 'complained', 'test', 1)
     on conflict do nothing`,
  );
  const insist = async (statement: typeof suppress, given: string): Promise<void> => {
    for (;;) {
      try {
        statement.run(given);
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        await turn();
      }
    }
  };
  return {
    unsubscribe: (...emails) => insist(unsubscribe, JSON.stringify(emails)),
    suppress: (email) => insist(suppress, email),
    close: () => database.close(),
  };
}
