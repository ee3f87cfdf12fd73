import { basename } from 'node:path';
import type { Store } from '../store/store.ts';
import { openCsv } from './csv/file.ts';
import { readHeader } from './header.ts';
import { type ImportJob, ImportRun } from './import-run.ts';
import type { Reject } from './rejects.ts';
import type { RowReading } from './row.ts';
import type { LikelyTypo } from './typos.ts';
import { type FileRequest, type Understanding, understandHeader } from './understand.ts';

export interface ImportRequest extends FileRequest {
  /** The list's name; it is made if there is none. */
  readonly list: string;
  readonly now: number;
  /** Of `PENNYPOST_SECRET`, by which those are known who were erased; needed only where somebody was. */
  readonly secrets?: readonly string[] | undefined;
  /** Where consent came from, for whom the file does not say so: `import readers.csv` otherwise. */
  readonly source?: string | undefined;
  /** Reads and decides everything, and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Called for each rejected row before the next is read; `rejects.ts` makes lines of CSV of them. */
  readonly onReject?: ((reject: Reject) => void | Promise<void>) | undefined;
  /** Called after each batch with the number of rows read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
  /** Stops after the batch at hand; what is written stays, and a second run goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

/** What an import did. `rows` is the sum of the seven counts after it. */
export interface ImportReport extends Understanding {
  readonly list: string;
  /** Rows after the header that are not empty. */
  readonly rows: number;
  /** New on the list. */
  readonly added: number;
  /** On the list before, with new values. */
  readonly updated: number;
  readonly unchanged: number;
  /** Came in as having left, or were on the list and leave it now, because the row says so. */
  readonly left: number;
  /** Left before, and stay out although the row says nothing of it. */
  readonly staysOut: number;
  /** A further row of somebody who was in the file already, with nothing that weighs more. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Empty rows. */
  readonly blank: number;
  /** Domains that were likely mistyped, of those who have not left; nothing was changed about them. */
  readonly typos: readonly LikelyTypo[];
}

/**
 * Reads a CSV file into a list. It never brings back somebody who left the list or is suppressed, a row that says
 * somebody has left comes in so, and doing it twice changes nothing. Rows are written in batches, each whole or
 * not at all; a byte is kept for each person, to tell duplicates.
 * @throws Failure `subscribers/no-file`, `subscribers/empty`, `subscribers/no-header`,
 * `subscribers/no-email-column`, `subscribers/no-column`, `subscribers/interrupted`, and those of the store.
 */
export async function importSubscribers(store: Store, request: ImportRequest): Promise<ImportReport> {
  const file = await openCsv(request.path);
  const pages = file.pages();
  try {
    const { header, rest } = await readHeader(pages, request.path);
    const { understanding, columns } = understandHeader(file, header, request);
    const standing = understanding.standing ?? 'active';
    store.rememberMore();
    const run = new ImportRun(store, jobOf(request, header, { columns, standing }));
    await run.take(rest);
    for await (const page of pages) await run.take(page);
    const counts = await run.finish();
    return { list: request.list, ...understanding, ...counts, typos: run.typos };
  } finally {
    await pages.return(undefined);
  }
}

function jobOf(request: ImportRequest, header: readonly string[], reading: RowReading): ImportJob {
  const { list, now, path, source = `import ${basename(path)}`, signal } = request;
  return {
    ...{ list, now, source, header, reading, signal },
    secrets: request.secrets ?? [],
    dryRun: request.dryRun ?? false,
    onReject: request.onReject ?? (() => undefined),
    onProgress: request.onProgress ?? (() => undefined),
  };
}
