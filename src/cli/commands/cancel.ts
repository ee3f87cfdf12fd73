import { thisSender } from '../../mailing/identity.ts';
import { cancelMailing, unfinished } from '../../mailing/steer.ts';
import { reapSenders } from '../../mailing/tenure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { openOf } from '../../store/delivery.ts';
import { countDeliveries } from '../../store/delivery-counts.ts';
import { confirmCancelling } from '../confirm.ts';
import { type Desk, note, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { countsRow } from '../mailing-status.ts';
import { whichMailing } from '../which-mailing.ts';

/** Ends a mailing for good: who has not been reached gets nothing from it. Asks first. */
export async function run(desk: Desk, [wanted]: readonly string[]): Promise<number> {
  return withStore(openNewsletter(desk.cwd), async (store) => {
    const mailing = await whichMailing(store, wanted, unfinished);
    await reapSenders(store, mailing.id, thisSender(), desk.io.now());
    const left = openOf(await countDeliveries(store.db, mailing.id));
    const people = left === 1 ? '1 person' : `${left} people`;
    note(
      desk,
      `Cancelling ${mailing.issue} to ${mailing.list}: ${people} will not get it from this mailing.`,
    );
    if (desk.flags.dryRun) {
      note(desk, 'Nothing was cancelled: this is a dry run.');
      return exitCodes.done;
    }
    if (left > 0) await confirmCancelling(desk, left);
    await cancelMailing(store, mailing, desk.io.now());
    note(desk, `Cancelled: ${countsRow(await countDeliveries(store.db, mailing.id))}.`);
    return exitCodes.done;
  });
}
