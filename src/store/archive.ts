import type { ExpressionBuilder, Kysely } from 'kysely';
import type { ArchiveTable, Tables } from './tables.ts';

/** The web copy of what one mailing sent, as anybody may read it. */
export interface ArchivedCopy {
  readonly mailing: string;
  /** The issue's slug. */
  readonly issue: string;
  readonly title: string;
  /** May be empty. */
  readonly summary: string;
  /** YYYY-MM-DD, where the issue names a day. */
  readonly date: string | null;
  readonly lang: string;
  readonly dir: ArchiveTable['dir'];
  /** The style sheet of the mail. */
  readonly css: string;
  /** One `article` element. */
  readonly html: string;
  readonly sentAt: number;
}

/** An issue in the archive, by its newest text. */
export interface ArchivedIssue extends Omit<ArchivedCopy, 'css' | 'html' | 'mailing' | 'sentAt'> {
  /** The mailing whose text is shown. */
  readonly mailing: string;
  /** When it was first mailed, and when this text was; milliseconds. */
  readonly publishedAt: number;
  readonly updatedAt: number;
}

/** Keeps a web copy; the same mailing's is replaced. */
export async function putArchived(db: Kysely<Tables>, copy: ArchivedCopy): Promise<void> {
  const { mailing, sentAt, ...rest } = copy;
  const row = { ...rest, mailing_id: mailing, sent_at: sentAt };
  await db
    .insertInto('archive')
    .values(row)
    .onConflict((conflict) => conflict.column('mailing_id').doUpdateSet(row))
    .execute();
}

/** The mailings there is a web copy of. */
export async function listArchivedMailings(db: Kysely<Tables>): Promise<readonly string[]> {
  const rows = await db.selectFrom('archive').select('mailing_id').orderBy('mailing_id').execute();
  return rows.map((row) => row.mailing_id);
}

/** The web copies that may be seen, whole; they are few. */
export async function findPublished(db: Kysely<Tables>, mailing: string): Promise<ArchivedCopy | undefined> {
  const row = await db
    .selectFrom('archive')
    .selectAll()
    .where('mailing_id', '=', mailing)
    .where(wasSent)
    .executeTakeFirst();
  if (!row) return undefined;
  const { mailing_id, sent_at, ...copy } = row;
  return { ...copy, mailing: mailing_id, sentAt: sent_at };
}

/** Every issue that was sent, once, the newest first. */
export async function listArchived(db: Kysely<Tables>): Promise<readonly ArchivedIssue[]> {
  const rows = await db
    .selectFrom('archive')
    .select(['mailing_id', 'issue', 'title', 'summary', 'date', 'lang', 'dir', 'sent_at'])
    .where(wasSent)
    .orderBy('sent_at')
    .orderBy('mailing_id')
    .execute();
  const issues = new Map<string, ArchivedIssue>();
  for (const { mailing_id: mailing, sent_at: updatedAt, ...row } of rows) {
    const publishedAt = issues.get(row.issue)?.publishedAt ?? updatedAt;
    issues.set(row.issue, { ...row, mailing, publishedAt, updatedAt });
  }
  return [...issues.values()].sort((a, b) => b.publishedAt - a.publishedAt || (a.issue < b.issue ? -1 : 1));
}

/** The style sheet and the HTML that a mailing's web copy has. */
export async function archivedText(
  db: Kysely<Tables>,
  mailing: string,
): Promise<Pick<ArchivedCopy, 'css' | 'html'>> {
  return db
    .selectFrom('archive')
    .select(['css', 'html'])
    .where('mailing_id', '=', mailing)
    .executeTakeFirstOrThrow();
}

/**
 * What the public may see: the copy of a mailing in earnest of which a server took at least one message. A copy
 * whose mailing is not in this store came from the machine that sent it, which has asked this already.
 */
function wasSent({ or, and, not, exists, selectFrom }: ExpressionBuilder<Tables, 'archive'>) {
  const mailing = selectFrom('mailings')
    .select('mailings.id')
    .whereRef('mailings.id', '=', 'archive.mailing_id');
  const accepted = selectFrom('deliveries')
    .select('deliveries.mailing_id')
    .whereRef('deliveries.mailing_id', '=', 'archive.mailing_id')
    .where('deliveries.state', '=', 'accepted');
  return or([
    not(exists(mailing)),
    and([exists(mailing.where('mailings.practice', '=', 0)), exists(accepted)]),
  ]);
}
