import { type Kysely, sql } from 'kysely';
import type { Engine } from '../engine.ts';

/** Small mails that wait until a server has taken them. */
export async function notices(db: Kysely<unknown>, { id, integer }: Engine): Promise<void> {
  await db.schema
    .createTable('notices')
    .addColumn('id', id.type, id.build)
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email_key', 'text', (column) => column.notNull())
    .addColumn('notice', 'text', (column) => column.notNull())
    .addColumn('made_at', integer, (column) => column.notNull())
    .addColumn('due_at', integer, (column) => column.notNull())
    .addColumn('tries', integer, (column) => column.notNull())
    .addColumn('taken_at', integer)
    .execute();
  await db.schema
    .createIndex('notices_waiting')
    .on('notices')
    .column('due_at')
    .where(sql.ref('taken_at'), 'is', null)
    .execute();
}
