import { Notices } from '../../mailing/notices.ts';
import type { NoticeSender } from '../../message/notice.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { requireUrl } from '../../newsletter/require-url.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import type { Settings } from '../../newsletter/settings.ts';
import { openSigners } from '../../newsletter/signers.ts';
import { forgetOldWishes } from '../../subscribers/forget.ts';
import { startSite } from '../../web/public/serve.ts';
import { counted } from '../counted.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { themeOf } from '../issue-at-desk.ts';
import { openMail } from '../mail-server.ts';
import { siteAtDesk } from '../site-at-desk.ts';
import { stopAsked } from '../stop-asked.ts';

/** A server may run for months without anybody asking for something. Milliseconds. */
const forgetEvery = 60 * 60 * 1000;

/** Serves the public pages until Ctrl-C or SIGTERM: unsubscribe, subscribe, forward, archive. */
export async function run(
  desk: Desk,
  _words: readonly string[],
  { host, port }: { host: string; port: number },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const { settings, folder } = newsletter;
  const url = requireUrl(settings);
  const secrets = loadSecrets(folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const { data } = await themeOf(newsletter);
  const signerFor = openSigners(settings, secrets, desk.io.now);
  const mail = await openMail(newsletter, secrets);
  const signer = signerFor?.(mail.server.name);
  return withStore(newsletter, async (store) => {
    const forget = () => forgetOldWishes(store, desk.io.now());
    await forget();
    const notices = new Notices({
      store,
      server: mail.server,
      sender: noticeSender(settings, data),
      signer,
      now: desk.io.now,
      onTrouble: (why) => note(desk, `A notice was ${why}`),
    });
    const site = await siteAtDesk(desk, newsletter, { store, secrets: keys, onNotices: notices.wake });
    const served = await startSite(site, { host, port });
    if (desk.flags.json) printJson(desk, { address: served.address, url });
    else print(desk, served.address);
    note(desk, `  the pages of ${url}; point your reverse proxy here`);
    note(desk, `  its notices go to ${mail.describe}`);
    if (!site.signUp)
      note(desk, '  nobody can subscribe: name the lists that are open under subscribe.lists');
    note(desk, '  Ctrl-C stops it');
    notices.wake();
    const forgetting = setInterval(() => void forget().catch(site.onBug), forgetEvery).unref();
    await stopAsked(desk);
    clearInterval(forgetting);
    await served.close();
    const left = await notices.close();
    if (left > 0) note(desk, `${counted(left, 'notice')} will be mailed when serve runs again.`);
    await mail.close();
    return exitCodes.done;
  });
}

function noticeSender(settings: Settings, look: NoticeSender['look']): NoticeSender {
  const { name, from, replyTo, bounces, address } = settings;
  return {
    newsletter: name,
    from,
    replyTo,
    bounces: bounces ?? from.address,
    postalAddress: address,
    look,
  };
}
