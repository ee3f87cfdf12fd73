import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { startSite } from '../../web/public/serve.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { siteAtDesk } from '../site-at-desk.ts';

/** Serves the public pages until Ctrl-C or SIGTERM: unsubscribe, subscribe, forward, archive. */
export async function run(
  desk: Desk,
  _words: readonly string[],
  { host, port }: { host: string; port: number },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const { settings, folder } = newsletter;
  const secrets = requireLinkKeys(loadSecrets(folder, desk.io.env));
  return withStore(newsletter, async (store) => {
    const site = await siteAtDesk(desk, newsletter, store, secrets);
    const served = await startSite(site, { host, port });
    if (desk.flags.json) printJson(desk, { address: served.address, url: settings.url });
    else print(desk, served.address);
    note(desk, `  the pages of ${settings.url}; point your reverse proxy here`);
    note(desk, '  Ctrl-C stops it');
    await stopAsked(desk);
    await served.close();
    return exitCodes.done;
  });
}

function stopAsked(desk: Desk): Promise<void> {
  return new Promise((stop) => {
    const end = desk.io.onStop(() => {
      end();
      stop();
    });
  });
}
