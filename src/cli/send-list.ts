import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Failure } from '../finding/failure.ts';
import type { List } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { type Desk, note } from './desk.ts';
import { whichList } from './which-list.ts';

/** The list that is meant; a CSV file is imported first, under its own name. */
export async function listToSend(
  desk: Desk,
  store: Store,
  wanted: string | undefined,
  secrets: readonly string[],
): Promise<List> {
  const path = wanted === undefined ? undefined : resolve(desk.cwd, wanted);
  if (wanted === undefined || path === undefined || !isCsv(path)) return whichList(store, wanted);
  if (desk.flags.dryRun) {
    throw new Failure(
      'usage',
      'send/dry-import',
      `A dry run writes nothing, and so cannot import ${wanted}`,
      {
        advice: `Import it first: pennypost subscribers import ${wanted}`,
        undone: 'Nothing was imported and nothing was sent.',
      },
    );
  }
  const { importSubscribers } = await import('../subscribers/import.ts');
  const name = listNameOf(path);
  const report = await importSubscribers(store, { path, list: name, secrets, now: desk.io.now() });
  note(
    desk,
    `Imported ${wanted} into the list ${name}: ${report.added} new, ${report.updated} changed, ${report.rejected} rejected.`,
  );
  return whichList(store, name);
}

function isCsv(path: string): boolean {
  return /\.(csv|tsv|txt)$/i.test(path) && existsSync(path) && statSync(path).isFile();
}

/** `subscribers/readers.csv` → readers. */
export function listNameOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, '');
}
