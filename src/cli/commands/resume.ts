import { thisSender } from '../../mailing/identity.ts';
import { reapSenders, reopenMailing } from '../../mailing/run.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { countDeliveries } from '../../store/ledger.ts';
import { type Desk, note, withStore } from '../desk.ts';
import { openMail, tryConnection } from '../mail-server.ts';
import { countsRow } from '../mailing-status.ts';
import { type RunOptions, runAtDesk, tempoOf } from '../run-mailing.ts';
import { unfinished, whichMailing } from '../which-mailing.ts';

/** Goes on with a mailing that was stopped, paused, or whose sender died; what was frozen is what is sent. */
export async function run(
  desk: Desk,
  [wanted]: readonly string[],
  options: RunOptions & { readonly retryUnknown?: boolean },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const secrets = loadSecrets(newsletter.folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const identity = thisSender();
  return withStore(newsletter, async (store) => {
    const mailing = await whichMailing(store, wanted, unfinished);
    const mail = await openMail(newsletter, secrets);
    try {
      await tryConnection(mail);
      const now = desk.io.now();
      await reapSenders(store, mailing.id, identity, now);
      const { retryFor } = newsletter.settings.sending;
      await reopenMailing(store, mailing, { retryUnknown: options.retryUnknown === true, retryFor, now });
      note(desk, `Mail goes to ${mail.describe}.`);
      note(
        desk,
        `Going on with ${mailing.issue} to ${mailing.list}: ${countsRow(await countDeliveries(store.db, mailing.id))}.`,
      );
      const tempo = tempoOf(newsletter, options, mail.isOutbox);
      return await runAtDesk(desk, { store, mailing, mail, keys, identity, tempo });
    } finally {
      await mail.close();
    }
  });
}
