import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaseTime, thisSender } from '../../../src/mailing/identity.ts';
import { takeMailing } from '../../../src/mailing/tenure.ts';
import { claimDeliveries } from '../../../src/store/claims.ts';
import type { Store } from '../../../src/store/store.ts';
import { type ScriptServer, startScriptServer } from '../../smtp/script-server.ts';
import { clearDelivery } from '../../store/one-by-one.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { id, type SmallMailing, setMailing, tallyOf } from '../small-mailing.ts';
import { readersOf } from '../stage.ts';
import { wrongWith } from './account.ts';

const readers = readersOf({ reader: 300 });
const full = 2;

describe('a power cut', () => {
  let folder: string;
  let server: ScriptServer;
  let small: SmallMailing;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-power-'));
  });
  afterEach(async () => {
    await small.store.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes unknown what the sender of an earlier boot had claimed, and nobody gets a second copy', async () => {
    [server, small] = [await startScriptServer(), await setMailing(readers)];
    const clock = jumpingClock();
    const gone = { ...thisSender(), id: 'gone', boot: 'an earlier one' };
    await takeMailing({ store: small.store, mailing: id, identity: gone, clock });
    const claims = await claimDeliveries(small.store.db, { mailing: id, sender: gone.id, limit: 50, now: 1 });
    for (const { subscriberId } of claims.slice(0, 5)) {
      await clearDelivery(small.store.db, { mailing: id, sender: gone.id, subscriberId }, 1);
    }
    await small.reopen({ now: clock.now() + leaseTime + 1 });
    const end = await small.run(server, { clock });
    expect(end.mailing).toMatchObject({ state: 'incomplete', reason: '50 unknown' });
    expect(tallyOf(await small.lines())).toEqual({ accepted: 250, unknown: 50 });
    const claimed = new Set(claims.map(({ email }) => email));
    expect(server.taken.filter(({ to }) => to.some((address) => claimed.has(address)))).toEqual([]);
  });

  it('finds every claim on the disk before the first byte of its message is on the wire', async () => {
    const path = join(folder, 'newsletter.db');
    small = await setMailing(readers, path);
    const forced = watchForced(small.store);
    const early: string[] = [];
    server = await startScriptServer({
      recipient: (address) => {
        if (!forced.has(address)) early.push(address);
        return undefined;
      },
    });
    const end = await small.run(server);
    expect(end.mailing.state).toBe('done');
    expect(early).toEqual([]);
    expect(wrongWith(await small.lines(), readers, [server], 8)).toEqual([]);
  });
});

/** Whose claim has been forced to the disk: whatever was committed before, too, is there with it. */
function watchForced(store: Store): ReadonlySet<string> {
  const forced = new Set<string>();
  const transact = store.transaction.bind(store);
  store.transaction = async (work, outlives) => {
    let [isForced, claimed]: [boolean, readonly string[]] = [false, []];
    const result = await transact(async (db) => {
      const given = await work(db);
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
      isForced = rows[0]?.synchronous === full;
      const lines = await db
        .selectFrom('deliveries')
        .select('email')
        .where('state', '!=', 'planned')
        .execute();
      claimed = lines.map(({ email }) => email);
      return given;
    }, outlives);
    if (isForced) for (const email of claimed) forced.add(email);
    return result;
  };
  return forced;
}
