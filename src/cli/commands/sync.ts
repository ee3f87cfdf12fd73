import { openNewsletter } from '../../newsletter/newsletter.ts';
import { requireUrl } from '../../newsletter/require-url.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { readPeer, savePeer } from '../../store/peers.ts';
import { meet, syncWith } from '../../sync/sync.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { syncRow } from '../sync-report.ts';

/** Brings what happened at the pages into this store, and there what they need to know of it. */
export async function run(
  desk: Desk,
  _words: readonly string[],
  options: { readonly full?: boolean },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const url = requireUrl(newsletter.settings);
  const keys = requireLinkKeys(loadSecrets(newsletter.folder, desk.io.env));
  const [secret = ''] = keys;
  return withStore(newsletter, async (store) => {
    const ends = { store, secrets: keys, pages: { url, secret, now: desk.io.now } };
    const met = await meet(ends);
    if (desk.flags.dryRun) {
      note(desk, `The pages at ${url} answer. Nothing was brought or taken: this is a dry run.`);
      return exitCodes.done;
    }
    if (met.kind === 'same') {
      note(desk, `The pages at ${url} use this very store: there is nothing to bring or take.`);
      if (desk.flags.json) printJson(desk, { same: true });
      return exitCodes.done;
    }
    if (options.full) await savePeer(store.db, { ...(await readPeer(store.db, met.they.store)), taken: 0 });
    const anew = options.full ? { ...met, they: { ...met.they, given: 0 } } : met;
    const report = await syncWith(ends, anew);
    if (desk.flags.json) printJson(desk, report);
    else print(desk, syncRow(report));
    return exitCodes.done;
  });
}
