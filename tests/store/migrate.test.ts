import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { parseRate } from '../../src/newsletter/rate.ts';
import { findEventsOf } from '../../src/store/events.ts';
import { findMailings } from '../../src/store/mailings.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';
import { sqliteEngine } from '../../src/store/sqlite/engine.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';

describe('a store of the first version', () => {
  it('is brought to this one with everything it held; a rate is written out', async () => {
    const { db } = await openSqlite(':memory:');
    const untyped = db as unknown as Kysely<unknown>;
    await migrate(untyped, sqliteEngine, migrations.slice(0, 1));
    await sql`insert into lists (name, created_at) values ('readers', 1)`.execute(db);
    for (const [id, rate] of [
      ['even', 40],
      ['slow', 14000 / 3600],
      ['free', null],
    ] as const) {
      await sql`insert into mailings (id, issue, list_id, segment, rate, state, reason, content_hash, content, recipients,
        created_at, ended_at) values (${id}, ${id}, 1, null, ${rate}, 'done', null, '', '', 0, 1, 1)`.execute(
        db,
      );
    }
    await sql`insert into deliveries (mailing_id, subscriber_id, position, email, email_key, fields, variant, state, updated_at)
      values ('even', 1, 1, 'a@example.org', 'a@example.org', '{}', '', 'accepted', 1)`.execute(db);
    await migrate(untyped, sqliteEngine);
    const mailings = await findMailings(db);
    const rates = mailings.map(({ id, rate }) => [id, rate === null ? null : parseRate(rate)]);
    expect(Object.fromEntries(rates)).toEqual({
      even: { ok: true, rate: [{ messages: 40, per: 'second' }] },
      slow: { ok: true, rate: [{ messages: expect.closeTo(14000 / 3600, 9), per: 'second' }] },
      free: null,
    });
    // What went to readers must never count as practice.
    expect(mailings.map(({ practice }) => practice)).toEqual([false, false, false]);
    expect(await db.selectFrom('deliveries').select('email').execute()).toEqual([{ email: 'a@example.org' }]);
    expect(await findEventsOf(db, 1)).toEqual([]);
    await migrate(untyped, sqliteEngine);
    await db.destroy();
  });
});
