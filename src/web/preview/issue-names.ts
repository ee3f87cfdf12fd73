import { basename } from 'node:path';
import { listIssues } from '../../newsletter/issues.ts';
import type { Newsletter } from '../../newsletter/newsletter.ts';

/**
 * The issues that may be shown, by the name that stands in an address: their file names, the newest first.
 * Nothing else is ever looked up on disk by what an address says. `also` is an issue that was asked for by
 * its path and may lie elsewhere.
 */
export function issueNames(newsletter: Newsletter, also: string | undefined): ReadonlyMap<string, string> {
  const names = listIssues(newsletter)
    .reverse()
    .map((path): [string, string] => [basename(path), path]);
  const known = names.some(([, path]) => path === also);
  return new Map(also === undefined || known ? names : [[basename(also), also], ...names]);
}
