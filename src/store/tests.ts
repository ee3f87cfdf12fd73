import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** A test copy that a server took: of which text, to whom, when. */
export interface TestCopy {
  readonly contentHash: string;
  readonly email: string;
  readonly at: number;
}

export async function rememberTest(db: Kysely<Tables>, { contentHash, email, at }: TestCopy): Promise<void> {
  await db.insertInto('tests').values({ content_hash: contentHash, email, at }).execute();
}

/** Whose address a test copy went to, however it was typed. */
export interface Tester {
  readonly email: string;
  readonly emailKey: string;
}

/** The test copies that went to somebody, oldest first. */
export async function findTestsTo(db: Kysely<Tables>, tester: Tester): Promise<readonly TestCopy[]> {
  const rows = await db.selectFrom('tests').selectAll().where(wentTo(tester)).orderBy('at').execute();
  return rows.map((row) => ({ contentHash: row.content_hash, email: row.email, at: row.at }));
}

/** The tests stay, and nobody can tell to whom they went. @returns whether there were any */
export async function forgetTester(db: Kysely<Tables>, tester: Tester): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('tests')
    .set({ email: '' })
    .where(wentTo(tester))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function wentTo({ email, emailKey }: Tester) {
  const column = sql.ref<string>('email');
  return sql<boolean>`(${column} = ${email} or ${column} = ${emailKey} or lower(${column}) = ${emailKey})`;
}

/** The latest test of exactly this text. */
export async function findLastTest(db: Kysely<Tables>, contentHash: string): Promise<TestCopy | undefined> {
  const row = await db
    .selectFrom('tests')
    .selectAll()
    .where('content_hash', '=', contentHash)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  return row && { contentHash: row.content_hash, email: row.email, at: row.at };
}
