import type { Kysely } from 'kysely';
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
