import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { requireUrl } from '../../newsletter/require-url.ts';
import { type StaticFile, staticSite } from '../../web/public/static/static-site.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { siteAtDesk } from '../site-at-desk.ts';
import { StaticFolder } from '../static-folder.ts';

/** Writes the archive as a static site: index, issues, feeds, forward and subscribe pages, pictures. */
export async function run(desk: Desk, _words: readonly string[], { out }: { out: string }): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const url = requireUrl(newsletter.settings);
  const folder = resolve(desk.cwd, out);
  const files = await withStore(newsletter, async (store) => {
    const made: StaticFile[] = [];
    // Its pages are nobody's own: none is signed, and none sends mail.
    const site = await siteAtDesk(desk, newsletter, { store, secrets: [], onNotices: () => undefined });
    for await (const file of staticSite(site)) made.push(file);
    return made;
  });
  if (desk.flags.dryRun) {
    for (const { path } of files) note(desk, path);
    note(desk, 'Nothing was written: this is a dry run.');
    return exitCodes.done;
  }
  mkdirSync(folder, { recursive: true });
  const written = new StaticFolder(folder).write(files);
  if (desk.flags.json) printJson(desk, { folder, ...written });
  const gone = written.removed.length === 0 ? '' : `, ${written.removed.length} removed`;
  note(desk, `${out}: ${written.files} files, ${written.changed} of them new or changed${gone}`);
  note(desk, `Put them where ${url} is served from.`);
  return exitCodes.done;
}
