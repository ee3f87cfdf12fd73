import { resolve } from 'node:path';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { directionOf } from '../../render/setting.ts';
import { loadTheme } from '../../render/theme/load-theme.ts';
import { styleOf } from '../../web/public/look.ts';
import { startSite } from '../../web/public/serve.ts';
import { loadWords } from '../../words/words.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { printBug } from '../failures.ts';

/** Serves the public pages until Ctrl-C or SIGTERM: unsubscribe, subscribe, forward, archive. */
export async function run(
  desk: Desk,
  _words: readonly string[],
  { host, port }: { host: string; port: number },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const { settings, folder } = newsletter;
  const secrets = requireLinkKeys(loadSecrets(folder, desk.io.env));
  const { data } = await loadTheme([resolve(folder, settings.theme)]);
  const { words } = await loadWords(settings.lang);
  return withStore(newsletter, async (store) => {
    const served = await startSite(
      {
        name: settings.name,
        url: settings.url,
        replyTo: (settings.replyTo ?? settings.from).address,
        lang: settings.lang,
        dir: settings.dir ?? directionOf(settings.lang),
        words,
        style: styleOf(data),
        store,
        secrets,
        now: desk.io.now,
        onBug: (error) => printBug(desk.io, error),
      },
      { host, port },
    );
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
