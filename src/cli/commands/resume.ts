import { Failure } from '../../finding/failure.ts';
import type { Content } from '../../mailing/content.ts';
import { thisSender } from '../../mailing/identity.ts';
import { requireSameWay } from '../../mailing/practice.ts';
import { reopenMailing, unfinished } from '../../mailing/steer.ts';
import { type Newsletter, openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { openSigners, requireAligned } from '../../newsletter/signers.ts';
import type { ClaimableState } from '../../store/delivery.ts';
import { countDeliveries } from '../../store/delivery-counts.ts';
import { contentOf, type Mailing } from '../../store/mailings.ts';
import type { Store } from '../../store/store.ts';
import { type Desk, note, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { limitsAtDesk } from '../limits.ts';
import { type MailServer, openMail, tryConnection } from '../mail-server.ts';
import { countsRow } from '../mailing-status.ts';
import { requirePages } from '../pages-at-desk.ts';
import { type RunOptions, runAtDesk, tempoOf } from '../run-mailing.ts';
import { triableStates } from '../state-names.ts';
import { whichMailing } from '../which-mailing.ts';

interface Options extends RunOptions {
  readonly retryUnknown?: boolean;
  readonly only?: string;
}

/** Goes on with a mailing that was stopped, paused, or whose sender died; what was frozen is what is sent. */
export async function run(desk: Desk, [wanted]: readonly string[], options: Options): Promise<number> {
  const only = whomToTry(options);
  const newsletter = openNewsletter(desk.cwd);
  const secrets = loadSecrets(newsletter.folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const signerFor = openSigners(newsletter.settings, secrets, desk.io.now);
  const identity = thisSender();
  return withStore(newsletter, async (store) => {
    const mail = await openMail(newsletter, secrets);
    try {
      const mailing = await mailingToResume(store, newsletter, wanted, mail);
      const limits = limitsAtDesk(newsletter, options, { outbox: mail.isOutbox, mailing });
      const tempo = tempoOf(newsletter, options, mail.isOutbox);
      note(desk, `Mail goes to ${mail.describe}.`);
      await tryConnection(desk, mail);
      const pages = await requirePages(desk, newsletter, { store, keys, mail }, options.probe);
      const counts = countsRow(await countDeliveries(store.db, mailing.id));
      if (desk.flags.dryRun) {
        note(desk, `Would go on with ${mailing.issue} to ${mailing.list}: ${counts}. Nothing was sent.`);
        return exitCodes.done;
      }
      const reopening = { retryUnknown: options.retryUnknown === true, retryFor: tempo.retryFor };
      const others = await reopenMailing(store, mailing, identity, { ...reopening, now: desk.io.now() });
      note(desk, `${begun(others)} ${mailing.issue} to ${mailing.list}: ${counts}.`);
      const run = { store, mailing, mail, keys, signerFor, identity, limits, tempo, pages, only };
      return await runAtDesk(desk, run);
    } finally {
      await mail.close();
    }
  });
}

/**
 * The mailing that is meant, if it may go on as things are now.
 * @throws {Failure} `mailing/…`, `dkim/from`
 */
async function mailingToResume(
  store: Store,
  { settings }: Newsletter,
  wanted: string | undefined,
  { isOutbox }: MailServer,
): Promise<Mailing> {
  const mailing = await whichMailing(store, wanted, unfinished, isOutbox);
  requireSameWay(mailing, { outbox: isOutbox });
  const { from } = JSON.parse(await contentOf(store.db, mailing.id)) as Content;
  requireAligned(settings, from, mailing.id);
  return mailing;
}

/** The states that `--only` names. @throws {Failure} `status/state`, `resume/only` */
function whomToTry({ only, retryUnknown }: Options): readonly ClaimableState[] | undefined {
  const states = only === undefined ? undefined : triableStates(only);
  if (!retryUnknown || !states || states.includes('planned')) return states;
  throw new Failure(
    'usage',
    'resume/only',
    '--retry-unknown plans unknown readers anew, and --only leaves them out',
    {
      advice: 'Leave one of the two out, or say --only deferred,planned.',
      undone: 'Nothing was sent.',
    },
  );
}

/** A mailing that others send at this moment is shared with them. */
function begun(others: number): string {
  if (others === 0) return 'Going on with';
  return `Helping ${others === 1 ? '1 other sender' : `${others} other senders`} with`;
}
